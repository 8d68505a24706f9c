import ArgumentParser
import Elements
import Files

/// Where a report goes, and how much it says: the same words in every subcommand that has one.
package struct ReportOptions: ParsableArguments, FileOptions {
  package init() {}

  @Option(
    defaultAsFlag: JSONPlace.output, parsing: .next,
    help: ArgumentHelp(
      "Print one JSON object instead of the text, or write it to FILE.json beside the text.",
      valueName: "file.json"))
  package var json: JSONPlace?

  @Flag(help: "Print no report and no progress; only the output of other options, and errors.")
  package var quiet = false

  /// Where JSON goes.
  package enum JSONPlace: ExpressibleByArgument, Hashable, CustomStringConvertible {
    case output
    case file(String)

    package init?(argument: String) {
      self = argument == "-" ? .output : .file(argument)
    }

    package var description: String {
      switch self {
      case .output: "-"
      case .file(let path): path
      }
    }
  }

  /// Whether standard output is one JSON object.
  package var printsJSON: Bool { json == .output }

  /// Whether standard output has the report as text.
  package var printsText: Bool { !printsJSON && !quiet }

  package func validate() throws {
    if printsJSON && quiet {
      throw ValidationError("--quiet and --json without a file exclude each other")
    }
    if case .file("") = json {
      throw ValidationError("--json: the name of a file is required, '' is given")
    }
  }

  /// The file of the report, if one is named.
  package var files: [WrittenFile] {
    guard case .file(let path) = json else { return [] }
    return [WrittenFile(path, of: "--json")].compactMap { $0 }
  }

  /// Prints the report, and writes its file.
  ///
  /// - Parameters:
  ///   - rest: output that was asked for besides the report, printed even where the report is not.
  ///   - notices: lines of the text that users must not miss. They go to standard error where the text is not printed.
  /// - Throws: `TesseraError.Kind.data` if the file cannot be written.
  package func tell(
    text: @autoclosure () -> String, json object: @autoclosure () throws -> String,
    rest: String? = nil, notices: [String] = []
  ) throws {
    if !printsText { notices.forEach(ErrorLine.notice) }
    if case .file(let path) = json {
      var content = try object()
      if content.last != "\n" { content += "\n" }
      try content.write(to: path, for: "--json")
    }
    if printsJSON { try StandardOutput.print(try object()) }
    let shown = [printsText ? text() : nil, printsJSON ? nil : rest].compactMap { $0 }
    if !shown.isEmpty { try StandardOutput.print(shown.joined(separator: "\n")) }
  }
}

/// Whether a report also has what only some readers want.
package struct DetailOptions: ParsableArguments {
  package init() {}

  @Flag(help: "Print more: the numbers of each rank, and the details that the report omits.")
  package var verbose = false
}

/// A table of numbers for other programs.
package struct TableOptions: ParsableArguments, FileOptions {
  package init() {}

  @Option(
    help: ArgumentHelp(
      "Write the report's table to this file, as comma-separated values.", valueName: "file.csv"))
  package var csv: String?

  package var files: [WrittenFile] { [WrittenFile(csv, of: "--csv")].compactMap { $0 } }

  package func write(_ table: @autoclosure () throws -> TextTable) throws {
    if let csv { try table().csv.write(to: csv, for: "--csv") }
  }
}

extension String {
  /// Makes this text the file that an option names: when it is all on the disk, or not at all.
  ///
  /// - Throws: `TesseraError.Kind.data` if it cannot be written.
  package func write(to path: String, for option: String) throws(TesseraError) {
    try NewFile.naming(option) { () throws(FileError) in try NewFile.write(self, to: path) }
  }
}

extension NewFile {
  /// Checks, before the work begins, that the file which an option names can be written.
  ///
  /// - Throws: `TesseraError.Kind.data` if it cannot be.
  package static func check(_ path: String, for option: String) throws(TesseraError) {
    try naming(option) { () throws(FileError) in try check(path) }
  }

  fileprivate static func naming(_ option: String, _ body: () throws(FileError) -> Void)
    throws(TesseraError)
  {
    do throws(FileError) { try body() } catch {
      throw TesseraError(
        .data,
        "\(error.path): a file that can be written is required for \(option), it cannot be: "
          + "\(error.problem)")
    }
  }
}
