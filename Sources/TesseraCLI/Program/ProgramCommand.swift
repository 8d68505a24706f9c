import ArgumentParser
import PlanningCommands

/// Whole computations.
struct ProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: ProgramWithoutJob.abstract,
    subcommands: ProgramWithoutJob.subcommands + [ProgramRun.self, ProgramQuantise.self])
}
