import ArgumentParser

/// Programs without a job: `tessera-plan program`. `tessera program` also runs them.
package struct ProgramWithoutJob: ParsableCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "program", abstract: abstract, subcommands: subcommands)

  /// What is said of programs in a line.
  package static let abstract =
    "Read a whole computation, place its values, see what it moves, and run it."

  /// Those that need no job.
  package static let subcommands: [any ParsableCommand.Type] = [
    ProgramCheck.self, ProgramComplete.self, ProgramPlanCommand.self, ProgramGradient.self,
  ]
}
