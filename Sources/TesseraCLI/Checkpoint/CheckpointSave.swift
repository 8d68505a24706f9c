import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import PlanningCommands
import Sharding
import Tessera

/// Saves the tensors of a file from the ranks of a mesh.
struct CheckpointSave: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Place the tensors of a file on a mesh, and save them: each rank writes its boxes.",
    discussion: """
      Example, on four ranks:
        ./Launch/run checkpoint save Tests/TinyBert/model.safetensors \\
          --mesh 2x2 --place '*.weight=S(0),R' --to step-100
      """)

  @OptionGroup var source: CheckpointPath
  @OptionGroup var placing: CheckpointPlacing

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The name of the checkpoint, which must be new.", valueName: "dir"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "A value that is no tensor, as step=100; once for each.", valueName: "name=value"))
  var scalar: [String] = []

  @Flag(help: "Replace the checkpoint that has the name, when the new one is on the disk.")
  var replace = false

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { placing.job.virtual }

  func run() throws {
    do { try save() } catch { throw TesseraError(error) }
  }

  private func save() throws {
    let (meshes, cluster) = try placing.job.open(placing.mesh)
    let (contents, targets, scalars) = try cluster.together {
      let contents = try CheckpointContents(reading: source.path)
      let attrs = try placing.attrs(of: contents.tensors.map(\.name), on: meshes)
      let scalars = contents.scalars.merging(try given()) { _, new in new }
      return (contents, attrs.mapValues { LoadTarget($0) }, scalars)
    }
    let isShown = cluster.rank == 0 && !told.quiet
    let tensors = try ProgressLine.during("reading \(source.path)", isShown: isShown) {
      try Checkpoint.load(contents, targets, on: cluster, options: LoadOptions(), ByteMeter())
        .tensors
    }
    let meter = ByteMeter()
    let report = try ProgressLine.during({ "writing \(meter.text)" }, isShown: isShown) {
      try Checkpoint.save(
        tensors, scalars: scalars, to: target, on: cluster,
        options: SaveOptions(replaces: replace), meter)
    }
    guard cluster.rank == 0 else { return }
    let unread = contents.unreadLines
    try told.tell(
      text: (unread + [report.text]).joined(separator: "\n"), json: try report.prettyJSON(),
      notices: unread)
  }

  private func given() throws(TesseraError) -> [String: CheckpointScalar] {
    var scalars: [String: CheckpointScalar] = [:]
    for word in scalar {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw TesseraError(.usage, "--scalar: NAME=VALUE is required, as step=100, not '\(word)'")
      }
      let (name, value) = (String(parts[0]), CheckpointScalar(parsing: String(parts[1])))
      guard scalars.updateValue(value, forKey: name) == nil else {
        throw TesseraError(.usage, "--scalar \(name): it must be given once, it is given twice")
      }
      guard value.isExact(parts[1]) else {
        throw TesseraError(
          .usage,
          "--scalar \(name): a whole number of 64 bits, or a number that float64 can hold, is required, "
            + "not \(parts[1])")
      }
    }
    return scalars
  }
}

extension CheckpointScalar {
  /// Whether the scalar keeps every digit of an integer, and the magnitude of a number, as the word says it.
  fileprivate func isExact(_ word: Substring) -> Bool {
    guard case .float(let value) = self else { return true }
    let digits = word.drop { "+-".contains($0) }
    return !digits.allSatisfy(\.isWholeNumber)
      && (value.isFinite || !digits.contains(where: \.isNumber))
  }
}

extension SaveReport {
  var text: String {
    let most = bytesByRank.values.max() ?? 0
    return "\(path): \(tensors) tensors in \(boxes) boxes, \(ByteCount(bytes)), written by "
      + "\(bytesByRank.count) ranks, \(ByteCount(most)) by the busiest"
  }
}
