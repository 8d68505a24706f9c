import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import PlanningCommands
import Tessera

/// Makes a checkpoint of one form from one of another.
struct CheckpointConvert: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a checkpoint: to one of Tessera's, or to whole tensors that any tool reads.",
    discussion: """
      Example:
        ./Launch/run checkpoint convert Tests/TinyBert/model.safetensors \\
          --to step-0
      """)

  @OptionGroup var source: CheckpointPath

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "A folder, which must be new, or a file whose name ends in .safetensors.",
      valueName: "dir-or-file"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "Write several files of at most so many bytes, as 5GiB, and an index.", valueName: "size"))
  var maxFileSize: ByteCount?

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { true }

  func validate() throws {
    if let maxFileSize, maxFileSize.bytes < 1 {
      throw ValidationError("--max-file-size: a positive number of bytes is required")
    }
    if maxFileSize != nil, !target.hasSuffix(".safetensors") {
      throw ValidationError("--max-file-size: --to must name a file that ends in .safetensors")
    }
  }

  func run() throws {
    do {
      let contents = try CheckpointContents(reading: source.path)
      try contents.requireSound()
      let meter = ByteMeter()
      let files = try ProgressLine.during({ "writing \(meter.text)" }, isShown: !told.quiet) {
        target.hasSuffix(".safetensors")
          ? try Checkpoint.convert(contents, toFile: target, atMost: maxFileSize?.bytes, meter)
          : try Checkpoint.convert(contents, toFolder: target, meter)
      }
      let report = Report(
        to: target, tensors: contents.tensors.count, bytes: contents.byteCount, files: files,
        unread: contents.unread)
      let unread = contents.unreadLines
      try told.tell(
        text: (unread + [report.text]).joined(separator: "\n"), json: try report.prettyJSON(),
        notices: unread)
    } catch { throw TesseraError(error) }
  }

  private struct Report: Encodable {
    let to: String
    let tensors: Int
    let bytes: Int
    let files: Int
    let unread: [String]

    var text: String {
      "\(to): \(tensors) tensors, \(ByteCount(bytes)), in \(files) file\(files == 1 ? "" : "s")"
    }
  }
}
