import ArgumentParser
import Console
import Elements
import Pictures
import Programs
import Resharding
import Sharding

/// What a run of a program would move, without data and without MPI.
package struct ProgramPlanCommand: WritingCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show every reshard of a program, its bytes and certificate, and the peak of memory.",
    discussion: """
      Example:
        ./Launch/run program plan Meshes/mlp.program --mesh Meshes/2x2.yaml
      """)

  @OptionGroup package var file: ProgramFile
  @OptionGroup package var completion: CompletionOptions
  @OptionGroup package var goal: PlanningOptions
  @OptionGroup package var ways: ExchangeOptions
  @OptionGroup package var topology: TopologyOptions

  @Option(
    help: ArgumentHelp(
      "Draw how every value that is resharded lies, before and after, into this file.",
      valueName: "file.svg"))
  package var svg: String?

  @OptionGroup package var told: ReportOptions
  @OptionGroup package var table: TableOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    [WrittenFile(svg, of: "--svg")].compactMap { $0 } + table.files + told.files
  }

  package func run() throws {
    do {
      let program = try file.program()
      let meshes = try MeshFile(argument: completion.mesh.mesh)
      let planner = Planner(
        goal.planning(
          on: try topology.resolved(besides: completion.mesh.mesh), by: ways.exchange))
      let report = try ProgressLine.during("planning", isShown: !told.quiet) {
        let completed = try completion.complete(program, on: meshes)
        if let svg { try completed.picture().description.write(to: svg, for: "--svg") }
        var report = ProgramPlanReport(
          program.name, try ProgramPlan(completed, planner), completed.gradientFolds)
        let lost = try completion.lost(program, in: completed, on: meshes)
        if !lost.isEmpty { report.notes = lost }
        return report
      }
      try table.write(report.table)
      try told.tell(text: report.text, json: try report.json())
    } catch { throw TesseraError(error) }
  }
}

extension CompletedProgram {
  /// How what is resharded lies, each reshard below the other; of a program that moves nothing how its results lie.
  fileprivate func picture() throws -> SVG {
    var seen: Set<Transition> = []
    let moves = reshards.map(\.transition).filter { seen.insert($0).inserted }
    var pictures = try moves.prefix(Self.mostPictures).map { try LayoutPicture([$0]).svg }
    if pictures.isEmpty {
      pictures = try program.results.map { id in
        let value = program.values[id]
        return try LayoutPicture(dtype: value.dtype, shape: value.shape, states: [attrs[id]]).svg
      }
    }
    return pictures.dropFirst().reduce(pictures[0]) { $0.above($1) }
  }

  /// More are too many to look at.
  private static var mostPictures: Int { 32 }
}
