import Resharding
import ArgumentParser
import Console
import Foundation
import Pictures
import Sharding
import Simulation
import Tessera

/// What a reshard would take on a cluster, without the cluster.
struct Simulate: SoloCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a reshard on any number of ranks; no data and no MPI is needed.",
    discussion: """
      Example:
        ./Launch/run simulate --shape 65536,65536 --dtype bfloat16 \\
          --mesh '{dp:64, pp:16, tp:64}' --from 'S(0),R,S(1)' --to 'S(0),R,R'
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mesh: MeshOptions
  @OptionGroup var topology: TopologyOptions

  @OptionGroup var route: RouteOptions
  @OptionGroup var goal: PlanningOptions
  @OptionGroup var ways: ExchangeOptions

  @Option(
    help: ArgumentHelp(
      "Write the time line as trace events, for Perfetto or chrome://tracing.",
      valueName: "file.json"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Draw the time line, and who holds what before and after, into this file.",
      valueName: "file.svg"))
  var svg: String?

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  var isSolo: Bool { true }

  func run() throws {
    do {
      let machine = try topology.resolved(besides: mesh.mesh)
      let meshes = try MeshFile(argument: mesh.mesh)
      try JobOptions.requirePlayable(meshes.rankCount)
      let (_, legs) = try route.open(input, on: meshes)
      let planning = goal.planning(on: machine, by: ways.exchange)
      let plans = try legs.map { try Planner(planning).plan($0) }
      let run = try Simulator(plans, on: machine, exchange: ways.exchange).run()
      if let trace {
        try JSONEncoder().encode(TraceEvents(run)).write(to: trace, for: "--trace")
      }
      if let svg {
        let layout = try LayoutPicture(
          dtype: legs[0].dtype, shape: legs[0].shape, states: [legs[0].from] + legs.map(\.to))
        let picture = TimelinePicture(run).svg.above(layout.svg)
        try Data(picture.description.utf8).write(to: svg, for: "--svg")
      }
      let report = SimulationReport(legs, run, machine)
      try StandardOutput.print(json ? report.json() : report.text())
    } catch { throw TesseraError(error) }
  }
}
