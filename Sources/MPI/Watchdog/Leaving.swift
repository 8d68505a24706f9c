internal import CHost
import Elements
import Glibc
import Synchronization

/// The end of a process after that of MPI: a rank does not leave while another of its host may still be stopped
/// unseen, and the launcher wait for it for ever.
///
/// When all else is done a rank tells that it has come, and waits until each of the others has come too or is gone,
/// and none is stopped. Then it leaves at once, so that less than a look at the others is left in which a stop
/// goes unseen. Where one stays stopped, the watchdog ends the job. One that is busy is waited for as long, and then
/// left: what it does after the end of MPI is its own.
///
/// Only ranks that ended MPI, and whose exit code is 0, wait: the launcher itself ends the others of one with another
/// code. A rank that was stopped and is on another host is not seen.
enum Leaving {
  /// Another rank of this host.
  fileprivate struct Peer {
    let rank: Int
    let process: Int32
    /// Where it tells how far it has come.
    let file: String
  }

  /// The processes of all ranks, by rank; of other hosts, they are other processes here or none.
  static let processes = Mutex<[Int32]>([])
  private static let hasCome = Atomic<Bool>(false)
  /// The process that ended MPI; 0 until then. One that it forked is another.
  private static let process = Atomic<Int>(0)
  private static let status = Atomic<Int>(-1)
  /// Those that are stopped, while they are waited for.
  private static let stopped = Mutex<[Peer]>([])

  /// Whether this process has nothing more to do.
  static var isAtEnd: Bool { hasCome.load(ordering: .acquiring) }

  /// Has `leave` be the last thing that the process does.
  static func prepare() {
    _ = unsafe on_exit({ code, _ in Leaving.status.store(Int(code), ordering: .relaxed) }, nil)
    CHOST_at_last { Leaving.leave() }
  }

  /// MPI has ended.
  static func begin() { process.store(Int(getpid()), ordering: .releasing) }

  private static func leave() {
    guard status.load(ordering: .relaxed) == 0, process.load(ordering: .acquiring) == getpid(),
      let timeout = Watchdog.timeout
    else { return }
    let peers = peers()
    guard !peers.isEmpty else { return }
    fflush(nil)
    hasCome.store(true, ordering: .releasing)
    WaitFile.tell(WaitRecord(rank: Watchdog.rank))
    Place("the end of the program").during { outwait(peers, timeout) }
    _exit(0)
  }

  /// The others of this job and host that are there, and can be read of.
  private static func peers() -> [Peer] {
    guard let job = JobProcess.Job.own else { return [] }
    let most = (Launcher.sizeOnHost ?? .max) - 1
    var peers: [Peer] = []
    for (rank, process) in processes.withLock({ $0 }).enumerated()
    where rank != Watchdog.rank && peers.count < most {
      guard job.rank(of: process) == rank, let file = Proc.waitFile(of: process) else { continue }
      peers.append(Peer(rank: rank, process: process, file: file))
    }
    return peers
  }

  private static func outwait(_ peers: [Peer], _ timeout: Duration) {
    let began = ContinuousClock.now
    var (left, awaited) = (peers, Set(peers.map(\.rank)))
    var pause = Pause()
    while true {
      left.removeAll(where: \.isGone)
      awaited.formIntersection(
        left.filter { !(awaited.contains($0.rank) && $0.hasCome) }.map(\.rank))
      let stopped = left.filter(\.isStopped)
      if !stopped.isEmpty {
        outwait(stopped)
      } else if awaited.isEmpty || .now - began > timeout {
        return
      } else {
        pause.take()
      }
    }
  }

  /// Waits for those that are stopped, in sight of the watchdog.
  private static func outwait(_ peers: [Peer]) {
    let wait = Wait(for: peers.map(\.rank))
    stopped.withLock { $0 = peers }
    var pause = Pause()
    while peers.contains(where: { !$0.isGone && $0.isStopped }) { pause.take() }
    stopped.withLock { $0 = [] }
    _ = consume wait
  }

  /// Ends those that are stopped and waited for, where the launcher would not do so when this process ends with an
  /// error.
  static func endStopped() {
    guard isAtEnd, !Launcher.isWatching else { return }
    for peer in stopped.withLock({ $0 }) where !peer.isGone && peer.isStopped {
      kill(peer.process, SIGKILL)
    }
  }
}

extension Leaving {
  /// Sleeps from one look to the next, which grow longer.
  private struct Pause {
    private var microseconds: UInt32 = 100

    mutating func take() {
      usleep(microseconds)
      microseconds = min(2 * microseconds, 5000)
    }
  }
}

extension Leaving.Peer {
  fileprivate var isGone: Bool { Proc.state(of: process) == nil || !Proc.isWaitFile(file) }
  fileprivate var isStopped: Bool { ["T", "t"].contains(Proc.state(of: process)) }
  fileprivate var hasCome: Bool { Proc.waits(in: file)?.isAtEnd == true }
}
