import ArgumentParser

/// The subcommands that need neither MPI nor data.
package enum PlanningCommands {
  package static let all: [any ParsableCommand.Type] = [
    Plan.self, Simulate.self, SimulateProgram.self, SimulateTraining.self,
    Shard.self, ReportCommand.self, Ranks.self, SPMD.self, ProgramWithoutJob.self,
    Convert.self, TopologyCommand.self, CheckpointWithoutJob.self,
  ]
}

/// What `--version` prints.
package enum TesseraVersion {
  package static let current = "0.1.0"
}
