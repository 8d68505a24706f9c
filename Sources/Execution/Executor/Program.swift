import Elements
import Resharding
import Sharding
import Tensors

/// One rank's part in one phase: it packs the blocks for others, and unpacks or folds the received ones.
///
/// Blocks move in rounds of pieces, so that staging stays within a constant whatever the tensor's
/// size. A piece that lies contiguously in its shard is sent from there and received into there,
/// without staging.
final class Program {
  let rank: Int
  let phase: Phase
  let route: Route
  let source: DenseTensor?
  let result: DenseTensor?
  let dtype: DType
  private let sourceFrame: Extent
  private let resultFrame: Extent
  private var stagedBytes = 0

  /// - Parameter room: where the new shard is to lie; nil for new memory.
  init(
    _ phase: Phase, _ route: Route, rank: Int, source: DenseTensor?, room: DenseTensor? = nil,
    dtype: DType
  ) {
    let exchange = phase.exchange
    self.rank = rank
    self.phase = phase
    self.route = route
    self.dtype = dtype
    self.source = source
    let empty = Extent(ranges: [])
    sourceFrame = exchange.from.extent(of: rank, shape: exchange.shape) ?? empty
    let target = exchange.to.extent(of: rank, shape: exchange.shape)
    resultFrame = target ?? empty
    guard let target else {
      result = nil
      return
    }
    let cells = route.schedule.cells[rank] ?? []
    if let source, cells.count == 1, cells[0].sources == [rank], cells[0].box == target.box {
      // All that is needed is here: the new shard is a view of the old one.
      let part = cells[0].box.relative(to: sourceFrame)
      result = source.slice(offsets: part.offsets, sizes: part.sizes)
      return
    }
    let result = room ?? DenseTensor(shape: target.sizes, dtype: dtype)
    self.result = result
    if cells.reduce(0, { $0 + $1.box.count }) < target.count,
      let dim = exchange.newPartialDims.last, let op = exchange.to.placements[dim].reduceOp
    {
      result.fillIdentity(of: op)
    }
    // What lies in the room already stays there.
    for cell in cells where cell.sources == [rank] && source?.storage !== result.storage {
      piece(of: result, cell.box).copy(from: sourcePiece(cell.box))
    }
  }

  /// The new shard, once all rounds are delivered; nil outside the target mesh.
  var output: DenseTensor? { result }

  /// The bytes held at the most beyond the reshard's old shard and its new one: what is staged, and
  /// every storage that the phase needs and that is neither.
  ///
  /// - Parameters:
  ///   - original: the reshard's old shard.
  ///   - input: that of the step, which lives as long as the step.
  ///   - isLast: whether the step makes the reshard's new shard.
  func extraBytes(beyond original: DenseTensor?, input: DenseTensor?, isLast: Bool) -> Int {
    var seen = [original?.storage].compactMap { $0 }
    if isLast, let result { seen.append(result.storage) }
    return [input, source, result].reduce(stagedBytes) { bytes, shard in
      guard let storage = shard?.storage, !seen.contains(where: { $0 === storage }) else {
        return bytes
      }
      seen.append(storage)
      return bytes + storage.byteCount
    }
  }

  /// A block of the old shard.
  func sourcePiece(_ box: Box) -> DenseTensor {
    guard let source else { preconditionFailure("rank \(rank) holds no shard to send from") }
    let part = box.relative(to: sourceFrame)
    return source.slice(offsets: part.offsets, sizes: part.sizes)
  }

  /// A block of the new shard.
  func piece(of result: DenseTensor, _ box: Box) -> DenseTensor {
    let part = box.relative(to: resultFrame)
    return result.slice(offsets: part.offsets, sizes: part.sizes)
  }
}

extension Program {
  /// What goes out and comes in in one round.
  func parcel(round: Int) -> Parcel {
    var parcel = Parcel(
      rank: rank, collective: phase.collective, group: phase.group, root: phase.root, dtype: dtype,
      largestBuffer: route.largestBuffer)
    let outgoing = route.outgoing(of: rank, round: round)
    if phase.collective == .allGather || phase.collective == .broadcast, let first = outgoing.first
    {
      let (storage, segments) = pack([first])
      parcel.outgoing = storage
      let peers = phase.collective == .allGather ? phase.group : outgoing.map(\.peer)
      parcel.sends = peers.map { Segment(peer: $0, bytes: segments[0].bytes) }
    } else if !outgoing.isEmpty {
      (parcel.outgoing, parcel.sends) = pack(outgoing)
    }
    let staged = parcel.outgoing.map { $0 === source?.storage ? 0 : $0.byteCount } ?? 0
    prepare(&parcel, for: incoming(round: round))
    parcel.rootSegments = rootSegments(round: round)
    let room = parcel.incoming.map { $0 === result?.storage ? 0 : $0.byteCount } ?? 0
    stagedBytes = max(stagedBytes, staged + room)
    return parcel
  }

  /// Puts what arrived into place: copied, or folded in the order of the contributions.
  func deliver(_ parcel: Parcel, round: Int) {
    guard let result, let buffer = parcel.incoming, buffer !== result.storage else { return }
    var cursor: [Int: Int] = [:]
    for segment in parcel.receives { cursor[segment.peer] = segment.bytes.lowerBound }
    for (cellIndex, cell) in (route.schedule.cells[rank] ?? []).enumerated() {
      guard cell.sources != [rank], let box = route.piece(rank, cellIndex, round) else { continue }
      let target = piece(of: result, box)
      let parts = cell.sources.map { peer -> DenseTensor in
        guard peer != rank else { return sourcePiece(box) }
        let start = cursor[peer, default: 0]
        cursor[peer] = start + target.byteCount
        return DenseTensor(
          storage: buffer, shape: box.sizes, strides: DenseTensor.rowMajorStrides(box.sizes),
          offset: start / dtype.byteCount, dtype: dtype)
      }
      if parts.count == 1 {
        target.copy(from: parts[0])
      } else {
        fold(route.folds, parts, into: target)
      }
    }
  }
}
