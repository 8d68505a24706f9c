import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import PlanningCommands
import Sharding
import Tessera

/// Checkpoints.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: CheckpointWithoutJob.abstract,
    subcommands: [CheckpointSave.self, CheckpointLoad.self]
      + CheckpointWithoutJob.subcommands + [CheckpointConvert.self])
}

/// Where the tensors of a checkpoint are to lie.
struct CheckpointPlacing: ParsableArguments {
  @OptionGroup var mesh: MeshOptions
  @OptionGroup var place: PlaceOptions
  @OptionGroup var job: JobOptions

  /// The layout of each tensor, by name: what the last pattern that suits says, else replicated on the first mesh.
  func attrs(of names: [String], on meshes: MeshFile) throws(TesseraError) -> [String:
    TensorDistAttr]
  {
    let annotations = try place.patterns().annotations(of: names)
    var attrs: [String: TensorDistAttr] = [:]
    for name in names {
      guard let annotation = annotations[name] else {
        attrs[name] = .replicated(on: meshes.meshes[0])
        continue
      }
      do throws(ShardingError) { attrs[name] = try annotation.attr(on: meshes.meshes) } catch {
        throw TesseraError(error.kind, "tensor '\(name)': \(error)")
      }
    }
    return attrs
  }
}

extension CheckpointContents {
  /// One line for each entry of the checkpoint that cannot be read, with the reason.
  var unreadLines: [String] { unread.map { "not read: \($0)" } }
}
