import ArgumentParser
import Console
import PlanningCommands

/// The `tessera-plan` command: what of `tessera` needs no job, on machines without MPI.
struct TesseraPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera-plan",
    abstract: "Plan, price and simulate reshards, and ask SPMD rules, without MPI.",
    version: TesseraVersion.current, subcommands: PlanningCommands.all)
}

@main
enum Main {
  static func main() { TesseraPlanCommand.runProgram() }
}
