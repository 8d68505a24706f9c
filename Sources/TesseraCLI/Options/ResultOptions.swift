import ArgumentParser
import Console
import PlanningCommands

/// Which rank speaks, and what it says of a result.
struct ResultOptions: ParsableArguments, FileOptions {
  @Option(
    help: ArgumentHelp("Write the full result from --rank to this file.", valueName: "file.npy"))
  var output: String?

  @OptionGroup var full: OutputOptions

  @Flag(help: "Print the full result.")
  var print = false

  @Flag(help: "Also print which rank holds which block.")
  var layout = false

  @OptionGroup var told: ReportOptions
  @OptionGroup var detail: DetailOptions
  @OptionGroup var table: TableOptions

  var files: [WrittenFile] {
    [WrittenFile(output, of: "--output")].compactMap { $0 } + table.files + told.files
  }

  var rank: Int? { full.rank }
  var verify: Bool { full.verify }
}
