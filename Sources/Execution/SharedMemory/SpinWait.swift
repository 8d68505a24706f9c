import Glibc
import MPI
import Tensors

/// How a rank waits for a word of another: it looks again and again for a moment, then lets others run
/// between looks, then sleeps a little.
///
/// Where there are more ranks than processors a rank that looks keeps the one from running that it
/// waits for, so that it lets go at once. While it waits it lets MPI progress: the peer may be waiting
/// for a message of this rank's that still has to leave.
struct SpinWait {
  let communicator: Communicator
  private let spins: Int
  private static let yields = 4000

  init(_ communicator: Communicator, isCrowded: Bool) {
    self.communicator = communicator
    spins = isCrowded ? 20 : 4000
  }

  /// Returns once `holds` does. The watchdog sees that it waits.
  ///
  /// - Parameters:
  ///   - position: of the rank that is waited for, in the communicator.
  ///   - meanwhile: what it also lets go on, for the peer may be waiting for that.
  /// - Throws: `SharedMemoryError` if the rank's process, which keeps `arena`, has ended.
  func wait(
    for position: Int, _ arena: PeerArena, meanwhile: (() throws -> Void)?,
    until holds: () -> Bool
  ) throws {
    for _ in 0..<spins {
      if holds() { return }
      SharedWords.pause()
    }
    let rank = communicator.worldRanks[position]
    let wait = Wait(for: rank)
    var looks = 0
    while !holds() {
      looks += 1
      if looks % 64 == 0 {
        _ = try communicator.probe()
        try meanwhile?()
      }
      guard looks > Self.yields else {
        sched_yield()
        continue
      }
      usleep(50)
      if looks % 1024 == 0, !arena.isAlive {
        throw SharedMemoryError(message: "rank \(rank) is required to answer, and has ended")
      }
    }
    _ = consume wait
  }
}
