import ArgumentParser

/// Measures what is promised about speed; nothing here is a test.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure Tessera on this machine.",
    subcommands: [
      CollectivesBenchmark.self, ReshardBenchmark.self, KernelsBenchmark.self, SPMDBenchmark.self,
      DispatchBenchmark.self, PlannerBenchmark.self, PipelineBenchmark.self,
    ])
}
