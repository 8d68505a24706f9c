import ArgumentParser
import Console
import Elements
import Files
import Resharding
import Sharding

/// What a reshard would do, without data and without MPI.
package struct Plan: SoloCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Show what a reshard would do; no data and no MPI is needed.",
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

  @Flag(help: "List the plans that were considered too, the best first.")
  package var all = false

  @OptionGroup package var pictures: PictureOptions

  @Flag(help: "Print one JSON object and nothing else.")
  package var json = false

  package var isSolo: Bool { true }

  package func validate() throws {
    if json && pictures.ascii { throw ValidationError("--ascii and --json exclude each other") }
  }

  package func run() throws {
    do {
      let meshes = try MeshFile(argument: mesh.mesh)
      try meshes.requirePlayable()
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
