import Synchronization

/// A wait for other ranks that is under way in this process, as the watchdog sees it.
///
/// To note one costs some nanoseconds: a few words are stored, and nothing is asked of the clock. How long it
/// lasts the watchdog finds out, which sees the same wait again and again.
package struct Wait: ~Copyable {
  private let slot: Int

  /// For all ranks of a communicator, in one of its collectives, or for any of them.
  init(for members: Members, isCollective: Bool = true) {
    let calls =
      isCollective ? members.calls.wrappingAdd(1, ordering: .relaxed).newValue : 0
    slot = Slot.take(rank: -1, members: members.number, calls: calls)
  }

  /// For one rank of the job.
  package init(for rank: Int) { slot = Slot.take(rank: rank, members: 0, calls: 0) }

  /// For some ranks of the job.
  package init(for ranks: [Int]) {
    slot = Slot.take(rank: -1, members: 0, calls: 0)
    name(ranks)
  }

  /// Of those that it was for, these are still awaited.
  package borrowing func name(_ ranks: [Int]) {
    if slot >= 0 { Slot.all[slot].ranks.withLock { $0 = ranks } }
  }

  deinit { if slot >= 0 { Slot.all[slot].leave() } }
}

extension Wait {
  /// Where a thread notes its wait, and the watchdog reads of it.
  final class Slot: Sendable {
    /// Odd while a wait is under way; each has another number.
    let state = Atomic<UInt64>(0)
    fileprivate let rank = Atomic<Int>(-1)
    fileprivate let members = Atomic<Int>(0)
    fileprivate let calls = Atomic<UInt64>(0)
    fileprivate let ranks = Mutex<[Int]>([])

    /// As many as threads may wait at once; what further ones wait for goes unwatched.
    static let all = (0..<16).map { _ in Slot() }

    fileprivate static func take(rank: Int, members: Int, calls: UInt64) -> Int {
      for (index, slot) in all.enumerated() {
        let state = slot.state.load(ordering: .relaxed)
        guard state & 1 == 0,
          slot.state.compareExchange(
            expected: state, desired: state + 1, ordering: .acquiringAndReleasing
          ).exchanged
        else { continue }
        slot.rank.store(rank, ordering: .relaxed)
        slot.members.store(members, ordering: .relaxed)
        slot.calls.store(calls, ordering: .releasing)
        return index
      }
      return -1
    }

    fileprivate func leave() {
      state.store(state.load(ordering: .relaxed) + 1, ordering: .releasing)
    }

    /// Who is waited for, and in which collective; for the watchdog, once the wait has lasted.
    func described(on own: Int) -> (ranks: [Int], group: UInt64, calls: UInt64) {
      let one = rank.load(ordering: .relaxed)
      if one >= 0 { return ([one], 0, 0) }
      guard let all = Members.with(members.load(ordering: .relaxed)) else {
        return (ranks.withLock { $0 }, 0, 0)
      }
      let calls = calls.load(ordering: .relaxed)
      return (all.ranks.filter { $0 != own }, calls == 0 ? 0 : all.identity, calls)
    }
  }
}
