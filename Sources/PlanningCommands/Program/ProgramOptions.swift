import ArgumentParser
import Console
import Elements
import Files
import Foundation
import Programs
import Sharding

/// The file of a program.
package struct ProgramFile: ParsableArguments {
  package init() {}

  @Argument(help: "The file of the program's text.")
  package var file: String

  /// The program of the file.
  ///
  /// - Throws: `TesseraError.Kind.data` where it cannot be read, or is no program; with line and column.
  package func program() throws(TesseraError) -> Program {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      throw TesseraError(
        .data, "\(file): a file that can be read as UTF-8 is required, it cannot be")
    }
    do { return try Program(parsing: text) } catch {
      throw TesseraError(error.kind, "\(file), \(error)")
    }
  }
}

/// How a program is completed.
package struct CompletionOptions: ParsableArguments {
  package init() {}

  @OptionGroup package var mesh: MeshOptions

  @Option(
    help: ArgumentHelp(
      "Where the values lie whose names have this form, as '*.q_proj.weight=R,S(1)'; may be repeated, the last "
        + "one that suits counts.", valueName: "pattern=placements"))
  package var place: [String] = []

  @Option(
    help: ArgumentHelp(
      "A YAML file of such patterns: '\"*.q_proj.weight\": \"R,S(1)\"', one a line.",
      valueName: "file.yaml"))
  package var places: String?

  @Option(
    help: ArgumentHelp(
      "The passes that rewrite the completed program: all, none, or some of \(Self.names).",
      valueName: "names"))
  package var passes = "all"

  private static let names = ProgramPasses.all.map { $0.name }.joined(separator: ", ")

  /// The program, completed and rewritten.
  ///
  /// - Parameter others: passes that are applied too, where all are.
  package func complete(
    _ program: Program, on meshes: MeshFile, beside others: [any ProgramPass.Type] = []
  ) throws(TesseraError) -> CompletedProgram {
    var patterns = PlacementPatterns()
    if let places {
      let text: String
      do { text = try String(contentsOfFile: places, encoding: .utf8) } catch {
        throw TesseraError(
          .data, "\(places): a file that can be read as UTF-8 is required for --places")
      }
      try patterns.add(yaml: text, path: places)
    }
    for word in place {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw TesseraError(
          .usage, "--place: PATTERN=PLACEMENTS is required, as '*.weight=R,S(1)', not '\(word)'")
      }
      try patterns.add(String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let completed = try Completion(on: meshes.meshes)(try patterns.applied(to: program))
    switch passes {
    case "all": return try completed.applying(others + ProgramPasses.all)
    case "none": return completed
    default:
      return try completed.applying(
        try ProgramPasses.named(passes.split(separator: ",").map(String.init)))
    }
  }
}
