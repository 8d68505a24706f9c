import Elements
import Resharding
import Sharding

/// The pieces of a step, found group by group.
struct PieceList {
  let sources: RankGroups
  let targets: RankGroups
  private(set) var pieces: [BlockStep.Piece] = []
  private(set) var starts = [0]

  init?(_ exchange: Exchange, _ limit: Int) {
    let (from, to) = (exchange.from, exchange.to)
    let copied =
      exchange.isOnOneMesh
      ? []
      : from.placements.indices.filter {
        from.placements[$0] == .replicate && from.mesh.shape[$0] > 1
      }
    if copied.isEmpty {
      self.init(direct: exchange, limit)
    } else if exchange.contributions > 1, from.mesh.rankOrder.isDisjoint(with: to.mesh.rankOrder) {
      self.init(taking: exchange, fromCopiesIn: copied, limit)
    } else {
      self.init(sharing: exchange, limit)
    }
  }

  /// Where each contribution has one rank, or all are on one mesh; of copies on another mesh the first is taken.
  private init?(direct exchange: Exchange, _ limit: Int) {
    let (from, to) = (exchange.from, exchange.to)
    let pinned = exchange.pinnedDims
    // Of which each receiver takes its own coordinate only.
    let fixed = from.placements.indices.filter { dim in
      pinned.contains(dim) || exchange.isOnOneMesh && from.placements[dim] == .replicate
    }
    let whole = exchange.wholeDims
    func cutters(_ attr: TensorDistAttr) -> [Int] {
      attr.placements.indices.filter { dim in
        attr.placements[dim].shardDim.map { !whole.contains($0) } ?? false
      }
    }
    sources = RankGroups(from.mesh, by: Set(cutters(from) + fixed).sorted())
    targets = RankGroups(to.mesh, by: Set(cutters(to) + fixed).sorted())
    let walk = ReceiverWalk(exchange, whole: whole)
    var pieces: [BlockStep.Piece] = []
    for group in 0..<targets.count {
      walk.forEachBlock(
        of: targets.first(of: group), located: true, while: { pieces.count <= limit }
      ) { found in
        let label = (found.box?.sizes ?? []).reduce(0) { ($0 &+ UInt64($1)).scattered }
        pieces.append(
          BlockStep.Piece(
            source: Int32(sources.group(at: found.sources[0])), target: Int32(group), label: label))
      }
      guard pieces.count <= limit else { return nil }
      starts.append(pieces.count)
    }
    self.pieces = pieces
  }

  /// Where each receiver takes contributions to a block from one of their copies on another mesh, in turns.
  private init?(taking exchange: Exchange, fromCopiesIn copied: [Int], _ limit: Int) {
    guard let first = PieceList(direct: exchange, limit) else { return nil }
    let (from, to) = (exchange.from, exchange.to)
    let copies = copied.reduce(1) { $0 * from.mesh.shape[$1] }
    sources = RankGroups(from.mesh, by: Set(first.sources.dims + copied).sorted())
    targets = RankGroups(to.mesh, by: Array(to.mesh.shape.indices))
    // By group of sources: how many receivers have taken from it.
    var taken = [Int](repeating: 0, count: first.sources.count)
    let keptAtZero = exchange.keptAtZeroDims
    for position in 0..<targets.count {
      let coordinate = to.mesh.coordinate(at: position)
      let receives =
        keptAtZero.allSatisfy { coordinate[$0] == 0 }
        && !to.box(at: coordinate, shape: exchange.shape).isEmpty
      let group = first.targets.group(at: coordinate)
      if receives {
        for var piece in first.pieces[first.starts[group]..<first.starts[group + 1]] {
          let source = Int(piece.source)
          var holder = from.mesh.coordinate(at: first.sources.first(of: source))
          var copy = taken[source] % copies
          taken[source] += 1
          for dim in copied.reversed() {
            holder[dim] = copy % from.mesh.shape[dim]
            copy /= from.mesh.shape[dim]
          }
          (piece.source, piece.target) = (Int32(sources.group(at: holder)), Int32(position))
          pieces.append(piece)
        }
      }
      guard pieces.count <= limit else { return nil }
      starts.append(pieces.count)
    }
  }

  /// Where copies on another mesh share the sending of a block: each rank is a group by itself.
  private init?(sharing exchange: Exchange, _ limit: Int) {
    guard exchange.mostMessages <= limit else { return nil }
    let (from, to) = (exchange.from, exchange.to)
    sources = RankGroups(from.mesh, by: Array(from.mesh.shape.indices))
    targets = RankGroups(to.mesh, by: Array(to.mesh.shape.indices))
    let schedule = Schedule(exchange)
    for position in 0..<targets.count {
      let target = to.box(at: to.mesh.coordinate(at: position), shape: exchange.shape)
      for cell in schedule.cells[to.mesh.rankOrder[position]] ?? [] {
        for source in cell.sources {
          guard let place = from.mesh.position(of: source) else { continue }
          let frame = from.box(at: from.mesh.coordinate(at: place), shape: exchange.shape)
          let block = BlockStep.Block(
            elements: cell.box.count, sendsInPlace: cell.box.isContiguous(in: frame),
            receivesInPlace: cell.box.isContiguous(in: target))
          let label =
            UInt64(block.elements) << 2 | (block.sendsInPlace ? 2 : 0)
            | (block.receivesInPlace ? 1 : 0)
          pieces.append(
            BlockStep.Piece(
              source: Int32(place), target: Int32(position), label: label.scattered, block: block))
        }
      }
      starts.append(pieces.count)
    }
  }
}

extension Exchange {
  /// Tensor dims that one side cuts, into equal parts as far as they go, and the other does not.
  fileprivate var wholeDims: Set<Int> {
    let pinned = pinnedDims
    return Set(
      shape.indices.filter { dim in
        let (old, new) = (from.cutters(of: dim), to.cutters(of: dim))
        guard old.isEmpty != new.isEmpty, pinned.isDisjoint(with: old) else { return false }
        return old.allSatisfy { from.sizes[$0] == nil } && new.allSatisfy { to.sizes[$0] == nil }
      })
  }
}
