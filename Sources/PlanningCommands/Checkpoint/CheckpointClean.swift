import ArgumentParser
import CheckpointFormats
import Console
import Elements
import Files

/// Removes what killed saves left.
package struct CheckpointClean: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove what killed saves left in a folder, or beside the checkpoint of that name.",
    discussion: """
      Example:
        ./Launch/run checkpoint clean .
      """)

  @Argument(help: ArgumentHelp("A folder with checkpoints, or a checkpoint.", valueName: "dir"))
  package var folder: String

  @Flag(
    help:
      "Also remove what saves on other hosts left. None must be under way: their locks are not seen here."
  )
  package var anyHost = false

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let found = try CheckpointLeftovers.clean(folder, anyHost: anyHost)
      let lines = found.map { "\($0.path): \($0.fate.words)" }
      let removed = found.filter { $0.fate == .removed }.map(\.path)
      let report = Report(
        removed: removed, kept: found.filter { $0.fate != .removed }.map(\.path))
      let text =
        lines.isEmpty ? "\(folder): no save has left anything" : lines.joined(separator: "\n")
      try told.tell(text: text, json: try report.prettyJSON())
    } catch { throw TesseraError(error) }
  }

  private struct Report: Encodable {
    let removed: [String]
    let kept: [String]
  }
}

extension CheckpointLeftovers.Fate {
  fileprivate var words: String {
    switch self {
    case .removed: "removed"
    case .inUse: "kept, a save is writing to it"
    case .ofOtherHost: "kept, a save on another host has made it: --any-host removes it"
    case .kept(let reason): "kept: \(reason)"
    }
  }
}
