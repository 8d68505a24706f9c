import ArgumentParser
import CostModel
import PlanningCommands

/// By which ways the ranks of a benchmark exchange shards.
struct WayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How ranks exchange shards: auto, shared, two-level or mpi (default: as the library does).",
      valueName: "ways"))
  var exchange: ExchangeChoice?

  @Flag(
    inversion: .prefixedNo,
    help: "Have the ranks agree on each call before they communicate, as the library does.")
  var check = true
}
