import Sharding

/// What every rank receives in one exchange, and from whom.
///
/// O(destinations x source shards x contributions) on one mesh; between two O(ranks + messages). Where a dim is cut into
/// parts or blocks, a message has a block for each pair of ranges of the two shards that meet.
package struct Schedule: Sendable {
  /// The change whose messages these are.
  package let exchange: Exchange
  /// By destination rank, in an order that both ends know.
  package let cells: [Int: [Cell]]

  /// The messages of an exchange.
  package init(_ exchange: Exchange) {
    self.exchange = exchange
    let sources = SourceMap(exchange)
    self.cells = exchange.isOnOneMesh ? sources.cellsOnOneMesh() : sources.cellsBetweenMeshes()
  }
}

/// The source side of an exchange, enumerated.
private struct SourceMap {
  let exchange: Exchange
  let cutDims: [Int]
  let foldedDims: [Int]
  let copiedDims: [Int]
  let pinnedDims: Set<Int>
  let keptAtZeroDims: [Int]

  init(_ exchange: Exchange) {
    self.exchange = exchange
    let pinned = exchange.pinnedDims
    let from = exchange.from
    pinnedDims = pinned
    foldedDims = exchange.foldedDims
    keptAtZeroDims = exchange.keptAtZeroDims
    cutDims = from.placements.indices.filter {
      from.placements[$0].shardDim != nil && !pinned.contains($0)
    }
    copiedDims = from.placements.indices.filter { from.placements[$0] == .replicate }
  }

  /// The destinations that take part: their rank, coordinate and extent.
  func receivers() -> [(rank: Int, coordinate: [Int], extent: Extent)] {
    let to = exchange.to
    return to.mesh.rankOrder.enumerated().compactMap { position, rank in
      let coordinate = to.mesh.coordinate(at: position)
      guard keptAtZeroDims.allSatisfy({ coordinate[$0] == 0 }) else { return nil }
      let extent = to.extent(at: coordinate, shape: exchange.shape)
      return extent.isEmpty ? nil : (rank, coordinate, extent)
    }
  }

  /// All combinations of coordinates of `dims`, row-major, put into `coordinate`.
  func combinations(of dims: [Int], in coordinate: [Int]) -> [[Int]] {
    dims.reduce([coordinate]) { partial, dim in
      partial.flatMap { base in
        (0..<exchange.from.mesh.shape[dim]).map { index in
          var next = base
          next[dim] = index
          return next
        }
      }
    }
  }

  /// On one mesh a receiver takes from its own coordinate of all dims that are not cut or folded.
  func cellsOnOneMesh() -> [Int: [Cell]] {
    let from = exchange.from
    var result: [Int: [Cell]] = [:]
    for receiver in receivers() {
      result[receiver.rank] = combinations(of: cutDims, in: receiver.coordinate).flatMap {
        let boxes = from.extent(at: $0, shape: exchange.shape).intersections(receiver.extent)
        if boxes.isEmpty { return [Cell]() }
        let sources = combinations(of: foldedDims, in: $0).map(from.mesh.rank(at:))
        return boxes.map { Cell(box: $0, sources: sources) }
      }
    }
    return result
  }

  /// Between meshes the copies of a source block share the sending of it.
  func cellsBetweenMeshes() -> [Int: [Cell]] {
    let from = exchange.from
    let pinned = pinnedDims.sorted()
    var receivers: [[Int]: [Takers.Taker]] = [:]
    for taker in self.receivers() {
      receivers[pinned.map { taker.coordinate[$0] }, default: []] += taker.extent.boxes.map {
        (taker.rank, taker.coordinate, $0)
      }
    }
    var result: [Int: [Cell]] = [:]
    let origin = [Int](repeating: 0, count: from.mesh.ndim)
    for pins in combinations(of: pinned, in: origin) {
      let takers = Takers(receivers[pinned.map { pins[$0] }] ?? [])
      for cut in combinations(of: cutDims, in: pins) {
        let wanted = from.extent(at: cut, shape: exchange.shape).boxes.flatMap(takers.meeting)
        guard !wanted.isEmpty else { continue }
        let copies = combinations(of: foldedDims, in: cut).map { fold in
          combinations(of: copiedDims, in: fold).map(from.mesh.rank(at:))
        }
        for (rank, cells) in share(wanted, among: copies) {
          result[rank, default: []] += cells
        }
      }
    }
    return result
  }

  /// Gives each wanted block its sources; `copies` lists, for each contribution, who holds it.
  ///
  /// A receiver that holds a contribution takes its own. Where nothing is folded, the rest is laid
  /// on a line, block after block, and the line is cut into one equal piece for each copy.
  func share(_ wanted: [(rank: Int, box: Box)], among copies: [[Int]]) -> [(Int, [Cell])] {
    guard copies.count == 1, let holders = copies.first, holders.count > 1 else {
      return wanted.enumerated().map { index, want in
        let sources = copies.map { holders in
          holders.contains(want.rank) ? want.rank : holders[index % holders.count]
        }
        return (want.rank, [Cell(box: want.box, sources: sources)])
      }
    }
    var result: [(Int, [Cell])] = []
    let own = Set(holders)
    let remote = wanted.filter { want in
      guard own.contains(want.rank) else { return true }
      result.append((want.rank, [Cell(box: want.box, sources: [want.rank])]))
      return false
    }
    let total = remote.reduce(0) { $0 + $1.box.count }
    var start = 0
    for want in remote {
      let end = start + want.box.count
      let axis = want.box.sizes.indices.max { want.box.sizes[$0] < want.box.sizes[$1] }
      let extent = axis.map { want.box.sizes[$0] } ?? 1
      // Where holder `index`'s piece of the line ends, in units of this block's longest dim.
      func border(_ index: Int) -> Int {
        let along = min(max(total.times(index, over: holders.count), start), end) - start
        return along.times(extent, plus: want.box.count / 2, over: want.box.count)
      }
      var cells: [Cell] = []
      // Those before end before this block begins.
      var index = max(0, start.times(holders.count, over: total) - 1)
      var lower = border(index)
      while index < holders.count, lower < extent {
        let upper = border(index + 1)
        if lower < upper {
          var box = want.box
          if let axis {
            box.offsets[axis] += lower
            box.sizes[axis] = upper - lower
          }
          cells.append(Cell(box: box, sources: [holders[index]]))
        }
        (index, lower) = (index + 1, upper)
      }
      result.append((want.rank, cells))
      start = end
    }
    return result
  }
}

extension Int {
  /// Of numbers that are not negative: the product and `rest` over `divisor`, rounded down, where the product
  /// may exceed every integer, but the result does not.
  fileprivate func times(_ factor: Int, plus rest: Int = 0, over divisor: Int) -> Int {
    let product = UInt(self).multipliedFullWidth(by: UInt(factor))
    let (low, carries) = product.low.addingReportingOverflow(UInt(rest))
    return Int(
      UInt(divisor).dividingFullWidth((product.high + (carries ? 1 : 0), low)).quotient)
  }
}
