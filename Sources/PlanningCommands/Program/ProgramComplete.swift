import ArgumentParser
import Console
import Elements
import Programs
import Sharding

/// A program with all its placements.
package struct ProgramComplete: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Place every value of a program, and print it with its reshards.",
    discussion: """
      Example:
        ./Launch/run program complete Meshes/mlp.program --mesh Meshes/2x2.yaml \\
          --place 'w1=R,S(1)' --explain h
      """)

  @OptionGroup package var file: ProgramFile
  @OptionGroup package var completion: CompletionOptions

  @Option(
    help: ArgumentHelp(
      "Say why the value of this name lies as it does: who asked for it, by which rule, and what the "
        + "alternatives move.", valueName: "name"))
  package var explain: String?

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let program = try file.program()
      let meshes = try MeshFile(argument: completion.mesh.mesh)
      let outcome = try ProgressLine.during("completing", isShown: !told.quiet) {
        try completion.placement.outcome(program, on: meshes.meshes)
      }
      let completed = outcome.program
      let lost = try completion.lost(program, in: completed, on: meshes)
      let notes = outcome.comments(explained: explain != nil) + lost.map { "# \($0)" }
      if let explain {
        let explanation = try PlacementExplanation(of: explain, in: completed)
        try told.tell(
          text: ([explanation.text] + notes).joined(separator: "\n"),
          json: try explanation.json())
      } else {
        var report = ProgramReport(completed.program)
        if !lost.isEmpty { report.notes = lost }
        try told.tell(
          text: ([completed.program.text] + notes).joined(separator: "\n"),
          json: try report.json())
      }
    } catch { throw TesseraError(error) }
  }
}
