import ArgumentParser
import CostModel
import Foundation
import PlanningCommands
import Tessera

/// Holds the cost model against real ranks.
struct BenchPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run reshards that the fit did not see, beside what the cost model foretold.",
    discussion: """
      Example, on four ranks:
        ./Launch/run -np 4 bench predict --topology Meshes/topology-this-machine.yaml --largest 65536
      """)

  @OptionGroup var machine: TopologyOptions
  @OptionGroup var measuring: MeasuringOptions

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  func run() throws {
    do { try predict() } catch { throw TesseraError(error) }
  }

  private func predict() throws {
    let cluster = try Cluster.startForBench("predict")
    let topology = try cluster.together { try machine.resolved() }
    let model = CostModel(topology)
    let stopwatch = Stopwatch(cluster)
    let cases = try HeldOutCase.all(ranks: cluster.size, largest: measuring.largest)
    var times = [[Double]](repeating: [], count: cases.count)
    for _ in 0..<measuring.passes {
      for (index, held) in cases.enumerated() {
        times[index] += try stopwatch.seconds(of: held.transition, repeats: measuring.repeats)
      }
    }
    guard cluster.rank == 0 else { return }
    let rows = try zip(cases, times).map { held, times in
      try PredictionReport.Row(held, model, measured: times.sorted().quantile(measuring.quantile))
    }
    let report = PredictionReport(topology.name, ranks: cluster.size, rows)
    try StandardOutput.print(json ? report.json() : report.text)
  }
}
