import ArgumentParser
import Console
import Elements
import Files
import Foundation
import Pictures
import Resharding
import Sharding
import Simulation

/// What a reshard would take on a cluster, without the cluster.
package struct Simulate: WritingCommand, CommandWithForms {

  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Simulate a reshard on any number of ranks; needs neither data nor MPI.",
    discussion: """
      Example:
        ./Launch/run simulate --shape 65536,65536 --dtype bfloat16 \\
          --mesh '{dp:64, pp:16, tp:64}' --from 'S(0),R,S(1)' --to 'S(0),R,R'

      Of a program or a PyTorch model (FILE.program, FILE.pt2) it simulates a step: see 'simulate-program --help'.
      With --train it prices a training step of a model: see 'simulate --train --help'.
      """)

  package static let forms = ["--train": "simulate-training"]

  package static func form(of words: ArraySlice<String>) -> String? {
    words.contains { $0.hasSuffix(".pt2") || $0.hasSuffix(".program") } ? "simulate-program" : nil
  }

  @OptionGroup package var input: InputOptions
  @OptionGroup package var mesh: MeshOptions
  @OptionGroup package var topology: TopologyOptions

  @OptionGroup package var route: RouteOptions
  @OptionGroup package var goal: PlanningOptions
  @OptionGroup package var ways: ExchangeOptions

  @Option(
    help: ArgumentHelp(
      "Write the time line as trace events, for Perfetto or chrome://tracing.",
      valueName: "file.json"))
  package var trace: String?

  @Option(
    help: ArgumentHelp(
      "Draw the time line, and which rank holds which block before and after, into this file.",
      valueName: "file.svg"))
  package var svg: String?

  @OptionGroup package var told: ReportOptions
  @OptionGroup package var detail: DetailOptions
  @OptionGroup package var table: TableOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    [WrittenFile(trace, of: "--trace"), WrittenFile(svg, of: "--svg")].compactMap { $0 }
      + table.files
      + told.files
  }

  package func run() throws {
    do {
      let machine = try topology.resolved(besides: mesh.mesh)
      let meshes = try MeshFile(argument: mesh.mesh)
      try meshes.requirePlayable()
      let (_, legs) = try route.open(input, on: meshes)
      let planning = goal.planning(on: machine, by: ways.exchange)
      let run = try ProgressLine.during("simulating", isShown: !told.quiet) {
        let plans = try legs.map { try Planner(planning).plan($0) }
        return try Simulator(plans, on: machine, exchange: ways.exchange).run()
      }
      if let trace {
        try TraceEvents(run).json().write(to: trace, for: "--trace")
      }
      if let svg {
        let layout = try LayoutPicture(legs)
        let picture = TimelinePicture(run).svg.above(layout.svg)
        try picture.description.write(to: svg, for: "--svg")
      }
      let report = SimulationReport(legs, run, machine)
      try table.write(report.steps)
      try told.tell(text: report.text(detailed: detail.verbose), json: try report.json())
    } catch { throw TesseraError(error) }
  }
}
