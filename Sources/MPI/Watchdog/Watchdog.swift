import Glibc
import Synchronization

/// Ends a job in which a rank waits too long for others, and names those that are late.
///
/// A thread of its own looks at this process's waits, for ranks of MPI's calls and of shared memory alike, from
/// before MPI starts until it has ended. Of a wait that has lasted longer than the timeout it asks who is late:
/// through `/proc` it finds the job's processes of this host, sees which are stopped or gone, and reads
/// which wait for whom. A rank that is busy is late once another has waited for it so long, and not before:
/// what it takes by itself is not counted. The time in which the waiting process was stopped itself is not
/// either.
///
/// Of the ranks that have waited too long the lowest of a host speaks. What has all ranks where they are to be,
/// as a long transfer, has ten times as long.
package enum Watchdog {
  private struct State {
    var timeout: Duration?
    var speak: (@Sendable (String) -> Never)?
    var isRunning = false
  }

  private static let state = Mutex(State())
  private static let knownRank = Atomic<Int>(-1)

  /// This process's rank, as MPI gave it, or before that the launcher.
  static var rank: Int {
    let known = knownRank.load(ordering: .relaxed)
    return known >= 0 ? known : Launcher.rank ?? 0
  }

  /// How long a rank may be late; nil if nobody watches, or that does not matter.
  static var timeout: Duration? { state.withLock { $0.isRunning ? $0.timeout : nil } }

  static func note(rank: Int) { knownRank.store(rank, ordering: .relaxed) }

  /// Watches from now on. Later calls change the timeout only; nil is for ever.
  ///
  /// - Parameter speak: tells the error, and ends the job. It is called on the watchdog's thread.
  package static func start(timeout: Duration?, _ speak: @escaping @Sendable (String) -> Never) {
    state.withLock { state in
      (state.timeout, state.speak) = (timeout, speak)
      guard !state.isRunning, Launcher.size ?? 1 > 1 else { return }
      state.isRunning = true
      WaitFile.open()
      // The program's signals are for its own threads.
      var (all, before) = (sigset_t(), sigset_t())
      unsafe sigfillset(&all)
      unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
      var thread = pthread_t()
      _ = unsafe pthread_create(
        &thread, nil,
        { _ in
          Watchdog.run()
          return nil
        }, nil)
      unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
  }

  private static func run() {
    pthread_detach(pthread_self())
    var watch = Watch()
    while true {
      let timeout = state.withLock { $0.timeout }
      usleep(UInt32(Watch.interval(timeout).microseconds))
      guard let message = watch.look(timeout) else { continue }
      Leaving.endStopped()
      Launcher.seeOff()
      state.withLock { $0.speak }?(message)
    }
  }
}

extension Duration {
  /// Whole microseconds.
  var microseconds: Int {
    Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
  }
}
