import ArgumentParser
import CheckpointFormats
import Console
import Elements

/// What a checkpoint holds.
package struct CheckpointList: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the tensors of a checkpoint: names, dtypes, shapes, boxes and files.",
    discussion: """
      Example:
        ./Launch/run checkpoint ls Tests/TinyBert/model.safetensors
      """)

  @OptionGroup package var checkpoint: CheckpointPath
  @OptionGroup package var told: ReportOptions
  @OptionGroup package var detail: DetailOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let contents = try CheckpointContents(reading: checkpoint.path)
      try told.tell(
        text: CheckpointListing.text(contents, detailed: detail.verbose),
        json: CheckpointListing.json(contents))
    } catch { throw TesseraError(error) }
  }
}
