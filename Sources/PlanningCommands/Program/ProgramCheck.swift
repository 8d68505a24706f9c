import ArgumentParser
import Console
import Elements
import Programs

/// Whether a text is a program.
package struct ProgramCheck: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a program, infer shapes and dtypes of all its values, and print it.",
    discussion: """
      Example:
        ./Launch/run program check Meshes/mlp.program
      """)

  @OptionGroup package var file: ProgramFile
  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let program = try file.program()
      try told.tell(text: program.text, json: try ProgramReport(program).json())
    } catch { throw TesseraError(error) }
  }
}
