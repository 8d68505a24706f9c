import ArgumentParser
import CostModel
import PlanningCommands

/// By which ways the ranks of a benchmark exchange shards.
struct WayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "By which ways: auto, shared, two-level or mpi; by default as the library does.",
      valueName: "ways"))
  var exchange: ExchangeChoice?
}
