import Foundation
import MPI

/// How a job ends when something went wrong.
extension Cluster {
  /// Prints the error once and ends the whole job with its exit code.
  ///
  /// If every rank throws the error, rank 0 prints it, and each rank exits by itself. Otherwise the rank that
  /// throws it prints it and aborts the job; if several ranks throw at the same time, the lowest one is the
  /// quickest.
  /// - Parameter isAlone: whether the other ranks have ended already.
  public static func end(_ error: TesseraError, isAlone: Bool = false) -> Never {
    guard MPIRuntime.isRunning else {
      endBeforeStart(error, isAlone)
    }
    let rank = Communicator.world.rank
    // Alone it has nobody to take down.
    if error.isShared || Communicator.world.size == 1 {
      if rank == 0 { tell(error) }
      try? Communicator.world.barrier()
      try? MPIRuntime.finalize()
      exit(error.exitCode)
    }
    let isSpoken = error.speaker.map { $0 != rank } ?? false
    Thread.sleep(forTimeInterval: isSpoken ? 2 : 0.02 * Double(min(rank, 32)))
    tell(error)
    MPIRuntime.abort(code: error.exitCode)
  }

  /// What goes wrong before MPI is started goes wrong on all ranks, as a rule: the first tells it and ends
  /// first, on which the launcher ends the others. A rank that is still here then speaks itself.
  ///
  /// Where the launcher does not watch, MPI is started to end the others.
  private static func endBeforeStart(_ error: TesseraError, _ isAlone: Bool) -> Never {
    let rank = MPIRuntime.launchedRank ?? 0
    let mayWait = MPIRuntime.launchedSize ?? 1 > 1 && !MPIRuntime.isLauncherWatching && !isAlone
    if mayWait, !MPIRuntime.isStarted { _ = try? MPIRuntime.start() }
    if rank != 0 {
      Thread.sleep(forTimeInterval: 2)
      // MPI does not start on any rank then, and the first has told it.
      if mayWait, !MPIRuntime.isRunning { MPIRuntime.abort(code: error.exitCode) }
    }
    tell(error)
    if !MPIRuntime.isStarted {
      // Without what libraries do at the end: with little memory, OpenBLAS waits for its threads for ever.
      fflush(nil)
      _exit(error.exitCode)
    }
    MPIRuntime.abort(code: error.exitCode)
  }

  /// As `end`, on a thread beside those that wait in vain, for what the machine lacks.
  static func end(beside message: String) -> Never {
    tell(TesseraError(.environment, message))
    MPIRuntime.endBeside(code: TesseraError.Kind.environment.rawValue)
  }

  private static func tell(_ error: TesseraError) {
    if !error.isSilent { ErrorLine.tell(error.message) }
  }

  /// Runs a program on every rank, and ends the job if it throws on any rank.
  public static func run(
    options: Options = Options(), _ program: (Cluster) throws -> Void
  ) -> Never {
    do {
      try program(try start(options: options))
      try StandardOutput.finish()
      try MPIRuntime.finalize()
    } catch {
      end(TesseraError(error))
    }
    exit(0)
  }
}
