import ArgumentParser
import PlanningCommands

/// Ops on sharded tensors.
struct Op: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "op",
    abstract: "Run an op on sharded tensors, and show which tensors it moved.",
    subcommands: [OpRun.self, OpList.self],
    defaultSubcommand: OpRun.self)
}
