import Console
import MPI
import PlanningCommands
import Tessera

extension Ending {
  /// Of a program whose processes are the ranks of a job: rank 0 speaks for all, and an error that is one rank's
  /// ends the job.
  static let ofJob = Ending(isFirst: (MPIRuntime.launchedRank ?? 0) == 0) { error, isAlone in
    Cluster.end(error, isAlone: isAlone)
  }
}
