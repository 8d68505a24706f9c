import ArgumentParser
import Console
import CostModel
import Elements
import PlanningCommands
import Foundation
import Tessera

/// Holds the cost model against real ranks.
struct BenchPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run reshards that the fit did not see, and compare them with predictions.",
    discussion: """
      The topology file is best one that 'bench fit' wrote with the same --exchange: where it says \
      reads-peers, its numbers are those of reads, and it knows nothing of MPI's.

      Example, on four ranks:
        ./Launch/run -np 4 bench predict --topology Meshes/topology-this-machine.yaml --largest 64KiB
      """)

  @OptionGroup var machine: TopologyOptions
  @OptionGroup var measuring: MeasuringOptions
  @OptionGroup var way: WayOptions

  @OptionGroup var told: ReportOptions
  @OptionGroup var table: TableOptions

  @Option(
    help: ArgumentHelp(
      "Draw the predicted time of every reshard over the measured one.", valueName: "file.svg"))
  var svg: String?

  func run() throws {
    do { try predict() } catch { throw TesseraError(error) }
  }

  private func predict() throws {
    let cluster = try Cluster.startForBench("predict", way)
    let topology = try cluster.together { try machine.resolved() }
    let model = CostModel(topology, exchange: cluster.options.planning.costs.exchange)
    let stopwatch = Stopwatch(cluster)
    let cases = try HeldOutCase.all(ranks: cluster.size, largest: measuring.largest.bytes)
    var times = [TimedPasses](repeating: TimedPasses(), count: cases.count)
    var progress = ProgressLine(
      total: measuring.passes * cases.count, isShown: cluster.rank == 0 && !told.quiet)
    for _ in 0..<measuring.passes {
      for (index, held) in cases.enumerated() {
        progress.next(held.name)
        times[index].append(
          try stopwatch.seconds(of: held.transition, repeats: measuring.repeats))
      }
    }
    progress.clear()
    guard cluster.rank == 0 else { return }
    let rows = try zip(cases, times).map { held, times in
      try PredictionReport.Row(held, model, measured: times.time(quantile: measuring.quantile))
    }
    let report = PredictionReport(topology.name, ranks: cluster.size, rows)
    if let svg {
      let chart = AccuracyChart(
        "Reshards on \(cluster.size) ranks",
        report.rows.map { ($0.measuredSeconds, $0.predictedSeconds) })
      try chart.svg.description.write(to: svg, for: "--svg")
    }
    try table.write(report.table)
    try told.tell(text: report.text, json: try report.json())
  }
}
