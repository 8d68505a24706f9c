import Resharding
import Tensors

/// Where the bytes of a round lie: in the shards themselves where they can, else in staging.
extension Program {
  /// The pieces that come in, in order of peer and then of cell.
  func incoming(round: Int) -> [Route.Item] {
    let items = route.incoming(of: rank, round: round)
    // An all-gather also brings a rank its own piece.
    guard phase.collective == .allGather, let own = route.own(of: rank, round: round) else {
      return items
    }
    return items + [own]
  }

  /// Room for what comes in: the result itself where every piece is contiguous there.
  func prepare(_ parcel: inout Parcel, for items: [Route.Item]) {
    guard let result, !items.isEmpty else { return }
    let slices = items.map { piece(of: result, $0.box) }
    if phase.collective != .gather, !route.reduces, Set(items.map(\.peer)).count == items.count,
      slices.allSatisfy(\.isContiguous)
    {
      parcel.incoming = result.storage
      parcel.receives = zip(items, slices).map { Segment(peer: $0.peer, bytes: $1.byteRange) }
      return
    }
    parcel.receives = packed(items)
    parcel.incoming = Storage(byteCount: parcel.receives.last?.bytes.upperBound ?? 0)
  }

  /// How the root of a gather or a scatter lays out its buffer, which MPI wants every rank to know.
  func rootSegments(round: Int) -> [Segment] {
    guard let root = phase.root else { return [] }
    switch phase.collective {
    case .gather: return packed(route.incoming(of: root, round: round))
    case .scatter: return packed(route.outgoing(of: root, round: round))
    default: return []
    }
  }

  /// The segments of a buffer that holds the items of one peer after those of another.
  private func packed(_ items: [Route.Item]) -> [Segment] {
    var start = 0
    return byPeer(items).map { peer, group in
      let size = group.reduce(0) { $0 + $1.box.count * dtype.byteCount }
      defer { start += size }
      return Segment(peer: peer, bytes: start..<start + size)
    }
  }

  /// The bytes to send: the shard's own where each peer's piece is contiguous there, else a copy.
  func pack(_ items: [Route.Item]) -> (Storage, [Segment]) {
    let slices = items.map { sourcePiece($0.box) }
    if phase.collective != .scatter, Set(items.map(\.peer)).count == items.count,
      slices.allSatisfy(\.isContiguous)
    {
      return (
        slices[0].storage, zip(items, slices).map { Segment(peer: $0.peer, bytes: $1.byteRange) }
      )
    }
    let segments = packed(items)
    let buffer = Storage(byteCount: segments.last?.bytes.upperBound ?? 0)
    var start = 0
    for (_, group) in byPeer(items) {
      for item in group {
        let slice = sourcePiece(item.box)
        let packed = DenseTensor(
          storage: buffer, shape: slice.shape, strides: DenseTensor.rowMajorStrides(slice.shape),
          offset: start / dtype.byteCount, dtype: dtype)
        packed.copy(from: slice)
        start += slice.byteCount
      }
    }
    return (buffer, segments)
  }

  /// Items of one peer together, in the order in which the peers first appear.
  private func byPeer(_ items: [Route.Item]) -> [(Int, [Route.Item])] {
    var order: [Int] = []
    var groups: [Int: [Route.Item]] = [:]
    for item in items {
      if groups[item.peer] == nil { order.append(item.peer) }
      groups[item.peer, default: []].append(item)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}
