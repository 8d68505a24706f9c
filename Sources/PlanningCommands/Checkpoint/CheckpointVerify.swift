import ArgumentParser
import CheckpointFormats
import Console
import Elements

/// Whether a checkpoint is as it was written.
package struct CheckpointVerify: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Check a checkpoint: lengths of files, boxes, and checksums of all bytes; 65 names what is wrong.",
    discussion: """
      Example:
        ./Launch/run checkpoint verify Tests/TinyBert/model.safetensors
      """)

  @OptionGroup package var checkpoint: CheckpointPath
  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let contents = try CheckpointContents(reading: checkpoint.path)
      let faults = contents.faults()
      let sums = ProgressLine.during("reading \(checkpoint.path)", isShown: !told.quiet) {
        contents.checksumFaults()
      }
      try contents.require(faults + sums.faults)
      let report = Report(contents, unchecked: sums.unchecked)
      try told.tell(
        text: report.text, json: try report.prettyJSON(), notices: report.notices)
    } catch { throw TesseraError(error) }
  }

  /// What was found right.
  private struct Report: Encodable {
    let path: String
    let tensors: Int
    let bytes: Int
    let boxes: Int
    let unchecked: Int
    let unread: [String]

    enum CodingKeys: String, CodingKey {
      case path, tensors, bytes, boxes, unread
      case unchecked = "boxes_without_checksum"
    }

    init(_ contents: CheckpointContents, unchecked: Int) {
      path = contents.path
      tensors = contents.tensors.count
      bytes = contents.byteCount
      boxes = contents.tensors.reduce(0) { $0 + $1.boxes.count }
      self.unchecked = unchecked
      unread = contents.unread
    }

    var text: String {
      let sums =
        unchecked == 0 ? "all checksums agree" : "\(unchecked) of \(boxes) boxes have no checksum"
      let lines = [
        "\(path): \(tensors) tensors, \(ByteCount(bytes)): lengths and boxes are right, \(sums)"
      ]
      return (lines + notices).joined(separator: "\n")
    }

    var notices: [String] { unread.map { "not read, and not checked: \($0)" } }
  }
}
