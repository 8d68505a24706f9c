import ArgumentParser
import Autosharding
import Console
import Elements

extension SearchGoal: ExpressibleByArgument {}

/// What a search for placements minimises, and what it must keep to.
package struct SearchOptions: ParsableArguments {
  package init() {}

  @Option(help: "What a search minimises: time, bytes (that all ranks receive), or memory.")
  package var minimise = SearchGoal.time

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
}
