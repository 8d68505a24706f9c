import ArgumentParser
import PlanningCommands
import Tensors

/// How numbers are printed.
struct FormatOptions: ParsableArguments {
  @Option(help: "Digits after the point, at the most.")
  var precision = 8

  @Option(help: "With more elements than this only the edges are printed.")
  var threshold = 1000

  @Option(name: .customLong("edge-items"), help: "How many elements of each edge are printed.")
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
