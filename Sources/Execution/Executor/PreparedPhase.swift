import Elements
import MPI
import Resharding
import Sharding
import Tensors

/// One rank's part in one phase, as far as it does not depend on data: whose blocks it reads, how they lie
/// there and where they belong. Blocks go straight from the shards of a host's other ranks into place,
/// copied, or folded in the order of the contributions.
final class PreparedPhase {
  let phase: Phase
  let route: Route
  /// The ranks that read each other's shards; nil if nothing moves, or MPI moves it.
  let node: SharedMemoryGroup?
  /// The phase in two levels; nil if it does not go so.
  let hierarchical: HierarchicalPhase?
  private let rank: Int
  let dtype: DType
  /// What tells its exchanges from others, on all ranks the same.
  let call: UInt64
  private let shape: [Int]?
  private let result: Result
  private let moves: [Move]
  /// The positions in the group of the ranks that read this one's shard, ascending.
  let readers: [Int]
  /// The positions in the group of the ranks whose shards this one reads, ascending.
  let senders: [Int]

  /// What becomes the new shard.
  private enum Result {
    case absent
    /// A block of the old shard.
    case view(Box)
    /// New memory, filled with an op's identity where not all of it is written.
    case made([Int], filled: ReduceOp?)
  }

  /// A block, and where its contributions come from.
  private struct Move {
    let cell: Cell
    /// By contribution: the position in the group; negative for the rank's own shard.
    let sources: [Int]
    let block: BlockMove
    /// Where it lies in the new shard.
    let target: Box
    var isOwn: Bool { sources.allSatisfy { $0 < 0 } }
  }

  init(
    _ phase: Phase, _ route: Route, node: SharedMemoryGroup?,
    hierarchical: HierarchicalPhase? = nil,
    rank: Int,
    dtype: DType
  ) {
    (self.phase, self.route, self.node, self.hierarchical) = (phase, route, node, hierarchical)
    (self.rank, self.dtype) = (rank, dtype)
    let exchange = phase.exchange
    call = phase.call(dtype.notation)
    let source = exchange.from.extent(of: rank, shape: exchange.shape)
    shape = source?.sizes
    readers = Set(route.outgoing(of: rank, round: 0).map(\.peer))
      .compactMap { phase.group.firstIndex(of: $0) }.sorted()
    let cells = route.schedule.cells[rank] ?? []
    guard let target = exchange.to.extent(of: rank, shape: exchange.shape) else {
      (result, moves, senders) = (.absent, [], [])
      return
    }
    if let source, route.isView(for: rank, target) {
      (result, moves, senders) = (.view(cells[0].box.relative(to: source)), [], [])
      return
    }
    let isFull = cells.reduce(0) { $0 + $1.box.count } == target.count
    let op = exchange.newPartialDims.last.flatMap { exchange.to.placements[$0].reduceOp }
    result = .made(target.sizes, filled: isFull ? nil : op)
    moves = cells.map { cell in
      let frames = cell.sources.map { peer -> BlockMove.Frame in
        // A rank that contributes holds a shard.
        let box = exchange.from.extent(of: peer, shape: exchange.shape) ?? Extent(cell.box)
        return BlockMove.Frame(shape: box.sizes, offsets: cell.box.relative(to: box).offsets)
      }
      let place = cell.box.relative(to: target)
      let block = BlockMove(
        shape: cell.box.sizes, dtype: dtype, from: frames, levels: route.folds,
        into: BlockMove.Frame(shape: target.sizes, offsets: place.offsets))
      return Move(
        cell: cell,
        sources: cell.sources.map { $0 == rank ? -1 : phase.group.firstIndex(of: $0) ?? -1 },
        block: block, target: place)
    }
    senders = Set(moves.flatMap(\.sources)).filter { $0 >= 0 }.sorted()
  }
}

extension PreparedPhase {
  /// Carries the phase out. Collective over the group, where something moves.
  ///
  /// - Parameters:
  ///   - source: what the rank holds.
  ///   - room: where the new shard is to lie; nil for new memory.
  /// - Returns: the new shard; or that nothing was done, on every rank of the group, for the shard of one
  ///   cannot be read by others.
  func run(_ source: DenseTensor?, room: DenseTensor?) throws
    -> (isDone: Bool, shard: DenseTensor?)
  {
    guard let node else { return (true, move(source, room, nil)) }
    let published = published(source)
    // A copy for the peers must not go before they have read it.
    defer { withExtendedLifetime(published) {} }
    let number = try node.begin(published, call: call)
    guard try node.hear(number) else {
      node.finish(number)
      return (false, nil)
    }
    let shard = move(source, room, Reading(node: node, number: number))
    node.finish(number)
    try node.awaitReaders(readers, in: number)
    return (true, shard)
  }

  /// What others read: what was made before memory was shared, or lies in a file, from a copy.
  func published(_ source: DenseTensor?) -> DenseTensor? {
    readers.isEmpty ? nil : source.map(SharedMemoryGroup.readable)
  }

  /// The exchange that blocks are read in.
  struct Reading {
    let node: SharedMemoryGroup
    let number: UInt64
    /// By position: the shards that cannot be read where they lie.
    var copies: [Int: DenseTensor]?

    fileprivate func place(of position: Int) -> BlockMove.Place? {
      if let copy = copies?[position] { return BlockMove.Place(copy) }
      return node.place(of: position, in: number)
    }

    fileprivate func shard(at position: Int, shape: [Int], dtype: DType) -> DenseTensor {
      copies?[position] ?? node.shard(at: position, in: number, shape: shape, dtype: dtype)
    }
  }

  /// Makes the new shard of what lies here and with the peers.
  func move(_ source: DenseTensor?, _ room: DenseTensor?, _ reading: Reading?)
    -> DenseTensor?
  {
    switch result {
    case .absent: return nil
    case .view(let box): return source?.slice(offsets: box.offsets, sizes: box.sizes)
    case .made(let sizes, let op):
      let target = room ?? DenseTensor(shape: sizes, dtype: dtype)
      if let op { target.fillIdentity(of: op) }
      let own = source.flatMap { $0.isContiguous ? BlockMove.Place($0) : nil }
      // What lies in the room already stays there.
      let isInPlace = source?.storage === target.storage
      for move in moves where !(isInPlace && move.isOwn) {
        carry(move, source, own, target, reading)
      }
      return target
    }
  }

  private func carry(
    _ move: Move, _ source: DenseTensor?, _ own: BlockMove.Place?, _ target: DenseTensor,
    _ reading: Reading?
  ) {
    func start(_ position: Int) -> BlockMove.Place? {
      position < 0 ? own : reading.flatMap { $0.place(of: position) }
    }
    let place = BlockMove.Place(target)
    if move.sources.count == 1 {
      if let from = start(move.sources[0]) {
        move.block.copy(from: from, into: place)
        return
      }
    } else {
      let places = move.sources.compactMap(start)
      if places.count == move.sources.count {
        move.block.fold(from: places, into: place)
        return
      }
    }
    let parts = zip(move.sources, move.cell.sources).compactMap { position, peer -> DenseTensor? in
      let exchange = phase.exchange
      guard let frame = exchange.from.extent(of: peer, shape: exchange.shape) else { return nil }
      let part = move.cell.box.relative(to: frame)
      let shard =
        position < 0
        ? source
        : reading.map { $0.shard(at: position, shape: frame.sizes, dtype: dtype) }
      return shard?.slice(offsets: part.offsets, sizes: part.sizes)
    }
    let block = target.slice(offsets: move.target.offsets, sizes: move.target.sizes)
    if parts.count == 1 {
      block.copy(from: parts[0])
    } else {
      fold(route.folds, parts, into: block)
    }
  }
}

extension BlockMove.Place {
  /// Where a contiguous tensor starts.
  init(_ tensor: DenseTensor) {
    self.init(tensor.storage, at: tensor.offset * tensor.dtype.byteCount)
  }
}
