import ArgumentParser
import PlanningCommands

/// Which rank speaks, and what it says of a result.
struct ResultOptions: ParsableArguments {
  @OptionGroup var full: OutputOptions

  @Flag(help: "Print the full result.")
  var print = false

  @Flag(help: "Print one JSON object and nothing else.")
  var json = false

  var output: String? { full.output }
  var rank: Int? { full.rank }
  var verify: Bool { full.verify }
}
