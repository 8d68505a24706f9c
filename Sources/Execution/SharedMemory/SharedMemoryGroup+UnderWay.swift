import MPI
import Resharding

/// Exchanges that were begun, and go on while their ranks do something else.
extension SharedMemoryGroup {
  /// An exchange that was begun, and goes on.
  protocol Exchange: AnyObject {
    /// The positions of the ranks whose shards are to be read, and are not there yet.
    var awaitedSenders: [Int] { get }
    /// The positions of the ranks that have yet to read this one's.
    var awaitedReaders: [Int] { get }
    /// Waits for the peers' shards, reads them, and says so; nothing where it has.
    func read() throws
    /// Nobody looks at what this rank has published any more.
    func settle()
  }

  /// Remembers an exchange that goes on, and has ended at the latest when its slot is needed.
  func remember(_ exchange: any Exchange, _ number: UInt64) { underWay[number] = exchange }

  /// Lets go on what was begun, as far as that takes no waiting: peers may wait for it.
  func progress() throws {
    guard !underWay.isEmpty else { return }
    for (number, exchange) in underWay.sorted(by: { $0.key < $1.key })
    where exchange.awaitedSenders.isEmpty {
      try exchange.read()
      guard exchange.awaitedReaders.isEmpty else { continue }
      exchange.settle()
      underWay[number] = nil
    }
  }

  /// What a rank that waits lets go on; nil if nothing is under way.
  var meanwhile: (() throws -> Void)? {
    if underWay.isEmpty { return nil }
    return { () throws in try self.progress() }
  }

  /// Waits until nobody looks at what was published in exchange `number`.
  func vacate(_ number: UInt64) throws {
    let late = underWay.isEmpty ? nil : underWay[number]
    if let late { try late.read() }
    try awaitReaders(theirs.indices, in: number)
    guard let late else { return }
    late.settle()
    underWay[number] = nil
  }

  /// The positions of the ranks that the next exchange has to wait for before it begins, for they are
  /// still at the one that has its slot; waits for nothing.
  func awaitedForRoom() throws -> [Int] {
    guard last >= Slot.count else { return [] }
    try progress()
    let number = last + 1 - Slot.count
    let senders = underWay[number]?.awaitedSenders ?? []
    return senders.isEmpty ? unfinished(Array(theirs.indices), in: number) : senders
  }
}

extension SharedMemoryGroup {
  /// Those of the ranks at `positions` that have not told yet where their shards lie.
  func unpublished(_ positions: [Int], in number: UInt64) -> [Int] {
    let word = Slot.first(number) + Slot.number
    return positions.filter { theirs[$0].map { $0[word] < number } ?? false }
  }

  /// Those of the ranks at `positions` that have not said yet that they have read.
  func unfinished(_ positions: [Int], in number: UInt64) -> [Int] {
    let word = Slot.finished(number)
    return positions.filter { theirs[$0].map { $0[word] < number } ?? false }
  }
}
