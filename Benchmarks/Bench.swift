import PlanningCommands
import CostModel
import ArgumentParser
import Console
import Elements
import Tessera

/// What this machine does, measured; nothing here is a test.
package struct Bench: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Measure this machine: collectives, reshards, kernels, plans, checkpoints; fit the cost model to it.",
    discussion: """
      A collective or a reshard is measured by its name, as 'bench all-reduce --size 16MiB --dtype bf16' or \
      'bench S0->R': see 'bench run --help'.

      Example, on two ranks:
        ./Launch/run -np 2 bench all-reduce --size 64KiB --repeats 3
      """,
    subcommands: [
      BenchRun.self, CollectivesBenchmark.self, ReshardBenchmark.self, KernelsBenchmark.self,
      FusedBenchmark.self, TrainingBenchmark.self,
      DispatchBenchmark.self, PlannerBenchmark.self, PipelineBenchmark.self, SPMDBenchmark.self,
      CheckpointBenchmark.self,
      BenchFit.self, BenchPredict.self,
    ],
    defaultSubcommand: BenchRun.self)

  package init() {}
}

extension Cluster {
  /// The job, of at least two ranks, as what is measured between ranks needs.
  static func startForBench(_ name: String, _ way: WayOptions) throws -> Cluster {
    let cluster = try Cluster.start(
      options: .init(checksAgreement: way.check, exchange: way.exchange))
    try cluster.together {
      guard cluster.size > 1 else {
        throw TesseraError(
          .environment, "bench \(name): a job of at least 2 ranks is required (-np 2), it has 1")
      }
    }
    return cluster
  }
}
