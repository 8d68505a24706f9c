import ArgumentParser
import Console
import Elements
import Files
import Resharding
import Sharding

/// What a reshard would do, without data and without MPI.
package struct Plan: WritingCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Show what a reshard would do; needs neither data nor MPI.",
    discussion: """
      Example:
        ./Launch/run plan --shape 4096,4096 --mesh Meshes/2x2.yaml \\
          --from 'S(0),S(1)' --to 'S(1),S(0)'
      """)

  @OptionGroup package var input: InputOptions
  @OptionGroup package var mesh: MeshOptions

  @OptionGroup package var route: RouteOptions
  @OptionGroup package var goal: PlanningOptions
  @OptionGroup package var ways: ExchangeOptions
  @OptionGroup package var topology: TopologyOptions

  @Flag(help: "Also list the plans that the planner considered, the best first.")
  package var all = false

  @OptionGroup package var pictures: PictureOptions

  @Option(
    help: ArgumentHelp(
      "Other target placements, to compare with --to in one table; may be repeated.",
      valueName: "placements"))
  package var compare: [String] = []

  @OptionGroup package var told: ReportOptions
  @OptionGroup package var detail: DetailOptions
  @OptionGroup package var table: TableOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    pictures.files + table.files + told.files
  }

  package func validate() throws {
    if told.printsJSON && pictures.ascii {
      throw ValidationError("--ascii and --json exclude each other")
    }
    if !compare.isEmpty, !route.then.isEmpty || all {
      throw ValidationError(
        "--compare goes with one --to, not with \(all ? "--all" : "--then")")
    }
  }

  package func run() throws {
    do {
      let meshes = try MeshFile(argument: mesh.mesh)
      try meshes.requirePlayable()
      let (_, legs) = try route.open(input, on: meshes)
      let planning = goal.planning(
        on: try topology.resolved(besides: mesh.mesh), by: ways.exchange)
      var report = ReshardReport(legs)
      try ProgressLine.during("planning", isShown: !told.quiet) {
        for leg in legs {
          let plan = try Planner(planning).plan(leg)
          report.add(plan, planning)
          if all { report.add(Planner(planning).alternatives(to: plan)) }
        }
      }
      report.addEmptyRanks(legs)
      let drawing = try pictures.draw(legs)
      if compare.isEmpty {
        try table.write(report.table)
        try told.tell(
          text: report.text(detailed: detail.verbose), json: try report.json(),
          rest: drawing.map { "\n\($0)" })
      } else {
        let compared = try comparison(of: legs[0], meshes, planning)
        try table.write(compared.table)
        try told.tell(
          text: compared.text, json: try compared.json(), rest: drawing.map { "\n\($0)" })
      }
    } catch { throw TesseraError(error) }
  }

  /// What the same start costs on the way to `--to` and to each other placement.
  private func comparison(of leg: Transition, _ meshes: MeshFile, _ planning: Planning) throws
    -> PlanComparison
  {
    let targets = try [leg.to] + compare.map { try meshes.attr($0) }
    return try PlanComparison(
      targets.map { target in
        let transition = Transition(
          shape: leg.shape, dtype: leg.dtype, from: leg.from, to: target)
        try target.validate(shape: leg.shape, dtype: leg.dtype)
        return transition
      }, planning)
  }
}
