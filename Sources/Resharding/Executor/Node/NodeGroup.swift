import Elements
import MPI
import Tensors

/// Ranks of one host that read each other's shards, and what they tell each other about it.
///
/// Each exchange has a number. A rank publishes where its shard lies; others wait for that, read, and
/// say that they have finished; the rank returns when all that read its shard have. So no shard is
/// changed or freed that a peer still reads. What a rank tells lies in words of its own arena, in two
/// places by turns, for a peer may still look at the last exchange's.
public final class NodeGroup {
  /// The ranks, in the group's order.
  let ranks: [Int]
  private let words: SharedWords
  private let peers: [Peer?]
  private let patience: Patience
  /// The number of the exchange that is going on, or was the last.
  private var number: UInt64 = 0

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
    throws(MPIError) -> NodeGroup?
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
    return NodeGroup(
      ranks: ranks, words: words, peers: peers,
      patience: Patience(communicator, isCrowded: isCrowded))
  }

  private init(
    ranks: [Int], words: SharedWords, peers: [Peer?], patience: Patience
  ) {
    self.ranks = ranks
    self.words = words
    self.peers = peers
    self.patience = patience
  }
}

extension NodeGroup {
  /// Which word is what.
  private enum Slot {
    /// Of a publication: the exchange's number, what is published, where it starts, and its strides.
    static let (number, state, start, strides) = (0, 1, 2, 3)
    static let size = 64
    static let mostDims = size - strides
    /// The number of the last exchange that the rank has finished reading in.
    static let finished = 2 * size
    static let all = 2 * size + 8

    static func first(_ number: UInt64) -> Int { Int(number & 1) * size }
  }

  /// What a rank publishes of its shard.
  private enum State: UInt64 {
    case absent, contiguous, strided, refused
  }

  /// Tells the peers where `shard` lies, and hears where theirs lie. Collective.
  ///
  /// - Returns: false on every rank, if the shard of any cannot be read by others; then the exchange
  ///   is over.
  func publish(_ shard: DenseTensor?) throws(MPIError) -> Bool {
    number += 1
    let first = Slot.first(number)
    var state = State.absent
    if let shard {
      if let place = shard.storage.arenaOffset, shard.ndim <= Slot.mostDims {
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
    words[first + Slot.number] = number
    var areReadable = state != .refused
    for (position, peer) in peers.enumerated() {
      guard let peer else { continue }
      try patience.wait(for: ranks[position], peer.arena) {
        peer.words[first + Slot.number] >= number
      }
      if peer.words[first + Slot.state] == State.refused.rawValue { areReadable = false }
    }
    return areReadable
  }

  /// Where the published shard of the rank at `position` starts; nil where it is not contiguous.
  func place(of position: Int) -> BlockMove.Place? {
    let first = Slot.first(number)
    guard let peer = peers[position],
      peer.words[first + Slot.state] == State.contiguous.rawValue
    else { return nil }
    return BlockMove.Place(peer.memory, at: Int(peer.words[first + Slot.start]))
  }

  /// The published shard of the rank at `position`, which has `shape`.
  func shard(at position: Int, shape: [Int], dtype: DType) -> DenseTensor {
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

  /// Says that this rank reads no more, and waits until the ranks at `readers` say so, which read its
  /// shard.
  func finish(_ readers: [Int]) throws(MPIError) {
    words[Slot.finished] = number
    for position in readers {
      guard let peer = peers[position] else { continue }
      try patience.wait(for: ranks[position], peer.arena) { peer.words[Slot.finished] >= number }
    }
  }
}
