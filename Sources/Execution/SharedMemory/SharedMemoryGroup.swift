import Elements
import MPI
import Resharding
import Tensors

/// Ranks of one host that read each other's shards, and what they tell each other about it.
///
/// Each exchange has a number. A rank publishes where its shard lies; others wait for that, read, and
/// say that they have finished; the rank returns when all that read its shard have. So no shard is
/// changed or freed that a peer still reads. What a rank tells lies in words of its own arena, in eight
/// places by turns, so that as many exchanges can be under way.
package final class SharedMemoryGroup {
  /// The ranks, in the group's order.
  let ranks: [Int]
  let words: SharedWords
  private let peers: [Peer?]
  /// What the peers tell, by position; nil for this rank's own.
  let theirs: [SharedWords?]
  private let spin: SpinWait
  /// What exchanges that are begun now have in common besides themselves, as all that was called until then:
  /// who hears of another reads nothing.
  package var salt: UInt64 = 0
  /// Whether a peer had begun another exchange than this rank, which asks once.
  var hasDiffered = false
  /// The number of the exchange that was begun last.
  private(set) var last: UInt64 = 0
  /// Exchanges that were begun, and in which this rank has yet to read, or is yet to be read.
  var underWay: [UInt64: any Exchange] = [:]

  /// Another rank of the group.
  private struct Peer {
    let arena: PeerArena
    /// All of its memory that is shared.
    let memory: Storage
    let words: SharedWords
  }

  /// Maps the memory of all ranks of `communicator`, which are `ranks`. Collective: six words from
  /// each rank to each, twice.
  ///
  /// - Returns: nil on every rank, where any cannot read another's memory.
  static func join(_ ranks: [Int], _ communicator: Communicator, isCrowded: Bool)
    throws -> SharedMemoryGroup?
  {
    let words = StoragePool.sharedWords(Slot.all)
    let place = words.map { UInt64($0.offset) } ?? 0
    let told = try communicator.gathered(StoragePool.address + [place])
    let peers = told.enumerated().map { rank, told -> Peer? in
      guard rank != communicator.rank, let arena = PeerArena.open(Array(told.dropLast())),
        let offset = told.last, let words = arena.words(at: Int(offset), count: Slot.all)
      else { return nil }
      return Peer(arena: arena, memory: arena.storage, words: words)
    }
    let reachesAll = words != nil && peers.count(where: { $0 == nil }) == 1
    let all = try communicator.gathered([reachesAll ? 1 : 0])
    guard let words, all.allSatisfy({ $0 == [1] }) else { return nil }
    return SharedMemoryGroup(
      ranks: ranks, words: words, peers: peers,
      spin: SpinWait(communicator, isCrowded: isCrowded))
  }

  private init(
    ranks: [Int], words: SharedWords, peers: [Peer?], spin: SpinWait
  ) {
    self.ranks = ranks
    self.words = words
    self.peers = peers
    theirs = peers.map { $0?.words }
    self.spin = spin
  }
}

extension SharedMemoryGroup {
  /// Between the group's ranks, each at its position.
  var communicator: Communicator { spin.communicator }

  /// Which word is what.
  enum Slot {
    /// Of a publication: the exchange's number, what is published, where it starts, which call it is of, and
    /// its strides.
    static let (number, state, start, call, strides) = (0, 1, 2, 3, 4)
    static let size = 64
    static let mostDims = size - strides
    static let count: UInt64 = 8
    static let all = Int(count) * (size + 8)

    static func first(_ number: UInt64) -> Int { Int(number % count) * size }

    /// The number of the last exchange of the slot that the rank has finished reading in.
    static func finished(_ number: UInt64) -> Int { Int(count) * size + Int(number % count) * 8 }
  }

  /// What a rank publishes of its shard.
  private enum State: UInt64 {
    case absent, contiguous, strided, refused
  }

  /// Tells the peers where `shard` lies. Every rank of the group begins the same exchanges in the same
  /// order.
  ///
  /// - Parameter call: what tells the exchange from others, the same on all ranks: who hears of another than
  ///   its own reads nothing.
  /// - Returns: the exchange's number.
  func begin(_ shard: DenseTensor?, call: UInt64) throws -> UInt64 {
    let number = last + 1
    try progress()
    if number > Slot.count { try vacate(number - Slot.count) }
    last = number
    let first = Slot.first(number)
    var state = State.absent
    if let shard {
      if let place = shard.storage.arenaOffset, Self.shows(shard) {
        state = shard.isContiguous ? .contiguous : .strided
        words[first + Slot.start] = UInt64(place + shard.offset * shard.dtype.byteCount)
        if state == .strided {
          for (dim, stride) in shard.strides.enumerated() {
            words[first + Slot.strides + dim] = UInt64(bitPattern: Int64(stride))
          }
        }
      } else {
        state = .refused
      }
    }
    words[first + Slot.state] = state.rawValue
    words[first + Slot.call] = call ^ salt
    words[first + Slot.number] = number
    return number
  }

  /// The shard, or a copy of it, where peers cannot read what was made before memory was shared, or lies in a
  /// file. The copy cannot be read either where there is no room.
  static func readable(_ shard: DenseTensor) -> DenseTensor {
    shows(shard) ? shard : shard.copy()
  }

  /// Whether peers can read a shard where it lies.
  static func shows(_ shard: DenseTensor) -> Bool {
    shard.storage.arenaOffset != nil && (shard.isContiguous || shard.ndim <= Slot.mostDims)
  }

  /// Hears where the peers' shards lie.
  ///
  /// - Returns: false on every rank, if the shard of any cannot be read by others.
  func hear(_ number: UInt64) throws -> Bool {
    let first = Slot.first(number)
    var areReadable = words[first + Slot.state] != State.refused.rawValue
    for position in peers.indices where try !hear(position, in: number) { areReadable = false }
    return areReadable
  }

  /// Hears where the shard of the rank at `position` lies.
  ///
  /// - Returns: false if it cannot be read by others.
  /// - Throws: `SharedMemoryError` if the rank has begun another exchange.
  func hear(_ position: Int, in number: UInt64) throws -> Bool {
    guard let theirs = theirs[position] else { return true }
    let first = Slot.first(number)
    guard try isAlike(position, in: number) else {
      // Nobody reads anything of it, and the next exchange is to find room.
      hasDiffered = true
      finish(number)
      throw SharedMemoryError(
        message:
          "exchange \(number) of ranks \(ranks.map(String.init).joined(separator: ", ")): all are required "
          + "to begin the same one, rank \(ranks[position]) has begun another than this rank")
    }
    return theirs[first + Slot.state] != State.refused.rawValue
  }

  /// Where the shard starts that the rank at `position` published; nil if it is not contiguous.
  func place(of position: Int, in number: UInt64) -> BlockMove.Place? {
    let first = Slot.first(number)
    guard let peer = peers[position],
      peer.words[first + Slot.state] == State.contiguous.rawValue
    else { return nil }
    return BlockMove.Place(peer.memory, at: Int(peer.words[first + Slot.start]))
  }

  /// The shard that the rank at `position` published, which has `shape`.
  func shard(at position: Int, in number: UInt64, shape: [Int], dtype: DType) -> DenseTensor {
    let first = Slot.first(number)
    guard let peer = peers[position],
      let state = State(rawValue: peer.words[first + Slot.state]),
      state == .contiguous || state == .strided
    else { preconditionFailure("rank \(ranks[position]) has published no shard") }
    let strides =
      state == .contiguous
      ? DenseTensor.rowMajorStrides(shape)
      : shape.indices.map { Int(Int64(bitPattern: peer.words[first + Slot.strides + $0])) }
    return DenseTensor(
      storage: peer.memory, shape: shape, strides: strides,
      offset: Int(peer.words[first + Slot.start]) / dtype.byteCount, dtype: dtype)
  }

  /// Says that this rank reads no more in exchange `number`.
  func finish(_ number: UInt64) { words[Slot.finished(number)] = number }

  /// Waits until the ranks at `readers`, which read this rank's shard, have finished.
  func awaitReaders(_ readers: some Sequence<Int>, in number: UInt64) throws {
    let finished = Slot.finished(number)
    for position in readers {
      guard let words = theirs[position], words[finished] < number else { continue }
      try wait(for: position) { words[finished] >= number }
    }
  }

  @inline(never)
  func wait(for position: Int, until holds: () -> Bool) throws {
    guard let peer = peers[position] else { return }
    try spin.wait(for: position, peer.arena, meanwhile: meanwhile, until: holds)
  }
}
