import ArgumentParser
import Console
import CostModel
import Elements
import Forecasts
import Foundation
import PlanningCommands
import Resharding
import Sharding
import Tessera

/// Holds the cost model against real ranks.
struct BenchPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract:
      "Run reshards and programs that the fit did not see, and compare them with predictions.",
    discussion: """
      The topology file is best one that 'bench fit' wrote with the same --exchange: where it says \
      reads-peers, its numbers are those of reads, and it knows nothing of MPI's. Programs are whole ones, placed \
      over the job's ranks and compiled: they are priced by the kernels of the topology's device, and run only if \
      it has one. Beside their time stand the bytes that all ranks receive, the calls of each rank and the peak of \
      the busiest rank's memory, as the plan foretells them and as they are counted.

      Example, on four ranks:
        ./Launch/run -np 4 bench predict --topology Meshes/topology-this-machine.yaml --largest 64KiB
      """)

  @OptionGroup var machine: TopologyOptions
  @OptionGroup var measuring: MeasuringOptions
  @OptionGroup var way: WayOptions

  @OptionGroup var told: ReportOptions
  @OptionGroup var table: TableOptions

  /// What is predicted.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case reshards, programs
  }

  @Option(help: "Run only these: reshards or programs (default: both).")
  var only: Subject?

  @Flag(
    help: "Time programs in seconds of the processor, on a machine that others use meanwhile.")
  var processorTime = false

  @Flag(help: "Print for each op what it takes in all programs, predicted beside measured.")
  var byOp = false

  @Option(
    help: ArgumentHelp(
      "Draw the predicted time of everything over the measured one.", valueName: "file.svg"))
  var svg: String?

  func run() throws {
    do { try predict() } catch { throw TesseraError(error) }
  }

  private func predict() throws {
    let cluster = try Cluster.startForBench("predict", way)
    let topology = try cluster.together {
      let topology = try machine.resolved()
      guard only != .programs || topology.device != nil else {
        throw TesseraError(
          .data,
          "--topology: a topology with the key 'device' is required for programs, "
            + "'\(topology.name)' has none; bench fit writes one")
      }
      return topology
    }
    let stopwatch = Stopwatch(cluster)
    let rows = only == .programs ? nil : try reshards(topology, stopwatch)
    var ops: TextTable?
    let programs =
      only == .reshards || topology.device == nil ? nil : try programs(topology, stopwatch, &ops)
    guard cluster.rank == 0 else { return }
    let report = PredictionReport(topology.name, ranks: cluster.size, rows, programs)
    if let svg {
      let chart = AccuracyChart("Predictions on \(cluster.size) ranks", report.pairs)
      try chart.svg.description.write(to: svg, for: "--svg")
    }
    try table.write(report.table)
    let rest = ops?.lines.joined(separator: "\n")
    try told.tell(text: report.text, json: try report.json(), rest: rest)
  }

  private func reshards(_ topology: Topology, _ stopwatch: Stopwatch) throws
    -> [PredictionReport.Row]
  {
    let cluster = stopwatch.cluster
    let model = CostModel(topology, exchange: cluster.options.planning.costs.exchange)
    let cases = try HeldOutCase.all(ranks: cluster.size, largest: measuring.largest.bytes)
    let times = try timed(cases.map(\.name), cluster) { index in
      try stopwatch.seconds(of: cases[index].transition, repeats: measuring.repeats)
    }
    return try zip(cases, times).map {
      try PredictionReport.Row($0, model, measured: $1)
    }
  }

  /// - Parameter ops: what each op takes, where that is asked for.
  private func programs(
    _ topology: Topology, _ stopwatch: Stopwatch, _ ops: inout TextTable?
  ) throws -> ProgramsReport {
    let cluster = stopwatch.cluster
    let (trials, prices) = try cluster.together {
      let model = CostModel(topology, exchange: cluster.options.planning.costs.exchange)
      let mesh = try ProcessMesh(shape: [cluster.size], axes: ["x"], name: "line")
      return (
        try HeldOutProgram.all(ranks: cluster.size, largest: measuring.largest.bytes).map {
          try ProgramTrial($0, on: mesh, in: cluster)
        }, try ProgramPrices(topology, planning: Planning(costs: model))
      )
    }
    let counted = try trials.map { try $0.counted() }
    let times = try timed(trials.map(\.held.name), cluster) { index in
      try trials[index].seconds(
        stopwatch, repeats: measuring.repeats, ofProcessor: processorTime)
    }
    if byOp {
      var shares = KernelShares()
      for trial in trials { try shares.add(trial, prices, runs: measuring.repeats) }
      ops = shares.table
    }
    return ProgramsReport(
      try zip(trials, zip(times, counted)).map { trial, found in
        try ProgramsReport.Row(trial, prices, measured: found.0, found.1)
      })
  }

  /// Of each case the quantile of its seconds over all passes that were not disturbed.
  private func timed(
    _ names: [String], _ cluster: Cluster, _ measure: (Int) throws -> [Double]
  ) throws -> [Double] {
    var times = [TimedPasses](repeating: TimedPasses(), count: names.count)
    var progress = ProgressLine(
      total: measuring.passes * names.count, isShown: cluster.rank == 0 && !told.quiet)
    defer { progress.clear() }
    for _ in 0..<measuring.passes {
      for (index, name) in names.enumerated() {
        progress.next(name)
        times[index].append(try measure(index))
      }
    }
    return times.map { $0.time(quantile: measuring.quantile) }
  }
}
