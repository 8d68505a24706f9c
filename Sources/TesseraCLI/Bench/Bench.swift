import ArgumentParser
import PlanningCommands
import Tessera

/// The cost model against this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure this machine's collectives: fit the cost model, test its predictions.",
    subcommands: [BenchFit.self, BenchPredict.self])
}

/// How often things are measured.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "How often each case is timed in a row.")
  var repeats = 20

  @Option(help: "How often all cases are gone through, so that what disturbs is spread over them.")
  var passes = 3

  @Option(help: "The bytes of the largest tensors.")
  var largest = 1 << 24

  @Option(help: "Which quantile of its times a case counts with; 0.5 is the median.")
  var quantile = 0.5

  func validate() throws {
    guard (0...1).contains(quantile) else {
      throw ValidationError("--quantile: a number from 0 to 1 is required, not \(quantile)")
    }
    for (name, number) in [("repeats", repeats), ("passes", passes), ("largest", largest)]
    where number < 1 {
      throw ValidationError("--\(name): a positive number is required, not \(number)")
    }
  }
}

extension Cluster {
  /// The job, of at least two ranks, as what is measured between ranks needs.
  static func startForBench(_ name: String) throws -> Cluster {
    let cluster = try Cluster.start()
    try cluster.together {
      guard cluster.size > 1 else {
        throw TesseraError(
          .environment, "bench \(name): a job of at least 2 ranks is required, it has 1")
      }
    }
    return cluster
  }
}
