import Synchronization

/// The ranks of a communicator, as ranks of the job, and how often this process has called its collectives:
/// what tells who has come to a collective from who has not.
final class Members: Sendable {
  let ranks: [Int]
  /// The same on all of the ranks, and no other communicator's: of those with the same ranks, which all of
  /// them make in one order, each has its turn.
  let identity: UInt64
  /// How many collectives of the communicator this process has begun.
  let calls = Atomic<UInt64>(0)
  let number: Int

  private init(_ ranks: [Int], _ identity: UInt64, _ number: Int) {
    (self.ranks, self.identity, self.number) = (ranks, identity, number)
  }
}

extension Members {
  private struct Known {
    var made: [[Int]: UInt64] = [:]
    var all: [Int: Members] = [:]
    var last = 0
  }

  private static let known = Mutex(Known())

  /// The next communicator of `ranks`.
  static func next(_ ranks: [Int]) -> Members {
    known.withLock { known in
      known.last += 1
      let turn = known.made[ranks, default: 0] + 1
      known.made[ranks] = turn
      // FNV-1a, for Swift's own hash differs from process to process.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for word in ranks.map(UInt64.init) + [turn] { hash = (hash ^ word) &* 0x100_0000_01b3 }
      let made = Members(ranks, hash, known.last)
      known.all[made.number] = made
      return made
    }
  }

  /// By the numbers that they have in this process.
  static func with(_ number: Int) -> Members? { known.withLock { $0.all[number] } }

  static var all: [Members] { known.withLock { Array($0.all.values) } }

  /// The communicator is gone.
  func forget() { Self.known.withLock { _ = $0.all.removeValue(forKey: number) } }
}
