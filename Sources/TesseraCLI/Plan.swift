import Resharding
import ArgumentParser
import Console
import Sharding
import Tessera

/// What a reshard would do, without data and without MPI.
struct Plan: SoloCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a reshard would do; no data and no MPI is needed.",
    discussion: """
      Example:
        ./Launch/run plan --shape 4096,4096 --mesh Meshes/2x2.yaml \\
          --from 'S(0),S(1)' --to 'S(1),S(0)'
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mesh: MeshOptions

  @OptionGroup var route: RouteOptions
  @OptionGroup var goal: PlanningOptions
  @OptionGroup var ways: ExchangeOptions
  @OptionGroup var topology: TopologyOptions

  @Flag(help: "List the plans that were considered too, the best first.")
  var all = false

  @OptionGroup var pictures: PictureOptions

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  var isSolo: Bool { true }

  func validate() throws {
    if json && pictures.ascii { throw ValidationError("--ascii and --json exclude each other") }
  }

  func run() throws {
    do {
      let meshes = try MeshFile(argument: mesh.mesh)
      try JobOptions.requirePlayable(meshes.rankCount)
      let (_, legs) = try route.open(input, on: meshes)
      let planning = goal.planning(
        on: try topology.resolved(besides: mesh.mesh), by: ways.exchange)
      var report = ReshardReport(legs)
      for leg in legs {
        let plan = try Planner(planning).plan(leg)
        report.add(plan, planning)
        if all { report.add(Planner(planning).alternatives(to: plan)) }
      }
      report.addEmptyRanks(legs)
      let drawing = try pictures.draw(legs)
      try StandardOutput.print(json ? report.json() : report.text())
      if let drawing { try StandardOutput.print("\n\(drawing)") }
    } catch { throw TesseraError(error) }
  }
}
