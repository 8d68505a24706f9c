import ArgumentParser
import PlanningCommands
import Tensors

/// How numbers are printed.
struct FormatOptions: ParsableArguments {
  @Option(help: "The maximum number of digits after the decimal point.")
  var precision = 8

  @Option(help: "The number of elements above which only the edges are printed.")
  var threshold = 1000

  @Option(name: .customLong("edge-items"), help: "The number of elements printed at each edge.")
  var edgeItems = 3

  func validate() throws {
    for (name, value) in [
      ("--precision", precision), ("--threshold", threshold), ("--edge-items", edgeItems),
    ] where value < 0 {
      throw ValidationError("\(name): a number that is not negative is required, not \(value)")
    }
  }

  var options: PrintOptions {
    PrintOptions(precision: precision, threshold: threshold, edgeItems: edgeItems)
  }
}
