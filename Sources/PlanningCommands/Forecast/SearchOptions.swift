import ArgumentParser
import Autosharding
import Console
import Elements

extension SearchGoal: ExpressibleByArgument {}

/// What a search for placements minimises, and what it must keep to.
package struct SearchOptions: ParsableArguments {
  package init() {}

  @Option(
    help:
      "What a search minimises: time, bytes (that all ranks receive), or memory (default: time).")
  package var minimise: SearchGoal?

  @Option(
    help: ArgumentHelp(
      "The most that a rank may hold in a search, as 80GiB (default: the memory of the topology's device).",
      valueName: "bytes"))
  package var memoryLimit: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Where a search leaves the values whose names have this form, whatever it costs, as 'ids=S(0),R'; may be repeated.",
      valueName: "pattern=placements"))
  package var pin: [String] = []

  /// What is meant to be minimised.
  package var goal: SearchGoal { minimise ?? .time }

  /// Checks that nothing is said of a search that there is not.
  ///
  /// - Parameter why: why there is none.
  /// - Throws: `TesseraError.Kind.usage` where an option says what only a search reads.
  package func requireNone(because why: String) throws(TesseraError) {
    if let word = minimise != nil ? "--minimise" : pin.isEmpty ? nil : "--pin" {
      throw TesseraError(.usage, "\(word): a search is required, there is none: \(why)")
    }
  }
}
