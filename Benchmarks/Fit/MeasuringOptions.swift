import ArgumentParser
import Console
import Elements

/// How often things are measured.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "The number of times that each case is timed in a row.")
  var repeats = 20

  @Option(help: "The number of passes over all cases, which spread disturbances over them.")
  var passes = 3

  @Option(help: ArgumentHelp("The size of the largest tensors, as 16MiB.", valueName: "bytes"))
  var largest = ByteCount(1 << 24)

  @Option(help: "The quantile of a case's times that counts; 0.5 is the median.")
  var quantile = 0.5

  func validate() throws {
    guard (0...1).contains(quantile) else {
      throw ValidationError("--quantile: a number from 0 to 1 is required, not \(quantile)")
    }
    for (name, number) in [("repeats", repeats), ("passes", passes), ("largest", largest.bytes)]
    where number < 1 {
      throw ValidationError("--\(name): a positive number is required, not \(number)")
    }
  }
}
