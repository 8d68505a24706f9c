import ArgumentParser
import Benchmarks
import Console
import MPI
import PlanningCommands
import Tessera

/// The `tessera` command: one file a subcommand.
struct TesseraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Distributed tensors on MPI: reshard them, print them, see which bytes move.",
    version: TesseraVersion.current,
    subcommands: [
      Reshard.self, Print.self, Plan.self, Simulate.self, SimulateProgram.self,
      SimulateTraining.self, Shard.self, ReportCommand.self, Doctor.self, Ranks.self, SPMD.self,
      Op.self,
      ProgramCommand.self, Import.self, Convert.self, Train.self,
      CheckpointCommand.self,
      Encode.self,
      TopologyCommand.self, Bench.self,
    ])
}

@main
enum Main {
  static func main() { TesseraCommand.runProgram(.ofJob) }
}
