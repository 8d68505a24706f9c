import Resharding
import Tensors
import Elements
import MPI
import Tessera

/// A case's counterpart, as a program without Tessera would write it: buffers made once, and MPI's
/// collective between a pack and an unpack where the layouts need them.
final class RawExchange {
  /// The new shard; nil on ranks that get none.
  private(set) var result: DenseTensor?
  private let raw: ReshardCase.Raw
  private let world = Communicator.world
  private let source: DenseTensor?
  /// Blocks by rank, one after the other.
  private var staging: DenseTensor?
  private let ranks: Int

  /// - Parameter source: this rank's old shard.
  init(_ raw: ReshardCase.Raw, _ transition: Transition, source: DenseTensor?) {
    self.raw = raw
    self.source = source
    ranks = transition.to.mesh.count
    let (shape, dtype) = (transition.shape, transition.dtype)
    if let box = transition.to.box(of: world.rank, shape: shape) {
      result = DenseTensor(zeros: box.sizes, dtype: dtype)
    }
    // The root's buffer of a broadcast is the tensor itself.
    if raw == .broadcast, let source { result?.copy(from: source) }
    switch raw {
    case .allGatherUnpack, .allToAllUnpack:
      staging = result.map { DenseTensor(zeros: [$0.count], dtype: dtype) }
    case .packReduceScatter, .packAllToAll, .packSend:
      staging = source.map { DenseTensor(zeros: [$0.count], dtype: dtype) }
    default: break
    }
  }

  func run() throws {
    switch raw {
    case .allGather: try collective(source, result) { try world.allGather($0, into: &$1, of: $2) }
    case .allGatherUnpack:
      try collective(source, staging) { try world.allGather($0, into: &$1, of: $2) }
      unpack()
    case .allReduce:
      try collective(source, result) { try world.allReduce($0, into: &$1, of: $2, op: .sum) }
    case .reduceScatter, .packReduceScatter:
      pack()
      try collective(staging ?? source, result) {
        try world.reduceScatterBlock($0, into: &$1, of: $2, op: .sum)
      }
    case .packAllToAll:
      pack()
      try collective(staging, result) { try world.allToAll($0, into: &$1, of: $2) }
    case .allToAllUnpack:
      try collective(source, staging) { try world.allToAll($0, into: &$1, of: $2) }
      unpack()
    case .send, .packSend:
      pack()
      try send()
    case .broadcast:
      guard let result else { return }
      try result.storage.withMutableBytes(result.byteRange) {
        try world.broadcast(&$0, of: result.dtype, root: 0)
      }
    case .gather:
      try collective(source, result ?? nothing(source)) {
        try world.gather($0, into: &$1, of: $2, root: 0)
      }
    case .scatter:
      try collective(source ?? nothing(result), result) {
        try world.scatter($0, into: &$1, of: $2, root: 0)
      }
    case .none: break
    }
  }

  /// A buffer of no elements, of the other's dtype.
  private func nothing(_ other: DenseTensor?) -> DenseTensor? {
    other.map { DenseTensor(zeros: [0], dtype: $0.dtype) }
  }

  private func collective(
    _ from: DenseTensor?, _ to: DenseTensor?,
    _ call: (RawSpan, inout MutableRawSpan, DType) throws -> Void
  ) throws {
    guard let from, let to else { return }
    try from.storage.withBytes(from.byteRange) { send in
      try to.storage.withMutableBytes(to.byteRange) { receive in
        try call(send, &receive, from.dtype)
      }
    }
  }

  /// The columns of each rank, one block after the other.
  private func pack() {
    guard let staging, let source else { return }
    for (block, part) in blocks(of: staging, source) { block.copy(from: part) }
  }

  /// Blocks of columns back to where they belong.
  private func unpack() {
    guard let staging, let result else { return }
    for (block, part) in blocks(of: staging, result) { part.copy(from: block) }
  }

  /// Of each rank its block of `staging`, and its part of dim 1 of a shard.
  private func blocks(of staging: DenseTensor, _ shard: DenseTensor)
    -> [(block: DenseTensor, part: DenseTensor)]
  {
    var sizes = shard.shape
    sizes[1] /= ranks
    let count = sizes.reduce(1, *)
    return (0..<ranks).map { rank in
      var offsets = sizes.map { _ in 0 }
      offsets[1] = rank * sizes[1]
      return (
        staging.slice(offsets: [rank * count], sizes: [count]).reshaped(to: sizes),
        shard.slice(offsets: offsets, sizes: sizes)
      )
    }
  }

  /// From the first half of the ranks to the second: a block to the same place, or one to each.
  private func send() throws {
    let (half, rank) = (ranks, world.rank)
    let nothing = DenseTensor(zeros: [0], dtype: .uint8)
    let (from, to) = (staging ?? source ?? nothing, result ?? nothing)
    let spreads = raw == .packSend
    func messages(_ buffer: DenseTensor, from first: Int, own: Int) -> [Communicator.Message] {
      guard buffer.count > 0 else { return [] }
      guard spreads else { return [.init(peer: first + own, bytes: 0..<buffer.byteCount)] }
      let size = buffer.byteCount / half
      return (0..<half).map { .init(peer: first + $0, bytes: $0 * size..<($0 + 1) * size) }
    }
    try from.storage.withBytes(from.byteRange) { (send: RawSpan) throws(MPIError) in
      try to.storage.withMutableBytes(to.byteRange) {
        (receive: inout MutableRawSpan) throws(MPIError) in
        try world.exchange(
          sending: messages(from, from: half, own: rank), from: send,
          receiving: messages(to, from: 0, own: rank - half), into: &receive)
      }
    }
  }
}
