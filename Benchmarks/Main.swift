import ArgumentParser
import Console

/// Measures what is promised about speed; nothing here is a test.
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure Tessera on this machine.",
    subcommands: [
      CollectivesBenchmark.self, ReshardBenchmark.self, KernelsBenchmark.self, SPMDBenchmark.self,
      DispatchBenchmark.self, PlannerBenchmark.self, PipelineBenchmark.self,
    ])
}

@main
enum Main {
  static func main() { Benchmarks.runProgram(.ofJob) }
}
