import Resharding
import Sharding

/// From whom one rank receives in an exchange on one mesh, or from another mesh that has each contribution once,
/// found dim by dim.
///
/// The same cells as `Schedule.cells`, but for one receiver at a time, and without looking at ranks
/// that send it nothing: in each tensor dim the cuts that meet the receiver's interval are found by
/// division, and the sources are all combinations of these. O(sources) for each receiver.
struct ReceiverWalk {
  /// One cut of a tensor dim.
  private struct Cut {
    let meshDim: Int
    let count: Int
    /// Explicit sizes of its pieces.
    let sizes: [Int]?
    let isPinned: Bool
  }

  /// A piece of a tensor dim that one part of the coordinates holds, and what the receiver wants of it.
  private struct Span {
    var position: Int
    /// Where what both cover begins.
    var start: Int
    /// Of the source's shard in this dim.
    var frame: Int
    /// Of what both cover.
    var length: Int
  }

  private let exchange: Exchange
  private let isOnOneMesh: Bool
  private let strides: [Int]
  private let cuts: [[Cut]]
  private let pinnedDims: [Int]
  private let keptAtZeroDims: [Int]
  private let foldedDims: [Int]
  /// What the folded dims add to a position, in fold order.
  private let folds: [Int]

  /// Tensor dims that are taken for one element, which the first part has, whoever has what of them.
  private let whole: Set<Int>

  /// - Parameter whole: tensor dims of which it does not matter who has what: all their parts are as one element.
  init(_ exchange: Exchange, whole: Set<Int> = []) {
    self.whole = whole
    self.exchange = exchange
    isOnOneMesh = exchange.isOnOneMesh
    let mesh = exchange.from.mesh
    var strides = [Int](repeating: 1, count: mesh.ndim)
    for dim in mesh.shape.indices.dropLast().reversed() {
      strides[dim] = strides[dim + 1] * mesh.shape[dim + 1]
    }
    self.strides = strides
    let pinned = exchange.pinnedDims
    pinnedDims = pinned.sorted()
    cuts = exchange.shape.indices.map { dim in
      exchange.from.cutters(of: dim).map { meshDim in
        Cut(
          meshDim: meshDim, count: mesh.shape[meshDim], sizes: exchange.from.sizes[meshDim],
          isPinned: pinned.contains(meshDim))
      }
    }
    keptAtZeroDims = exchange.keptAtZeroDims
    foldedDims = exchange.foldedDims
    folds = exchange.foldedDims.reduce([0]) { partial, dim in
      partial.flatMap { base in (0..<mesh.shape[dim]).map { base + $0 * strides[dim] } }
    }
  }

  /// A block that a receiver gets, or keeps, and who has the contributions.
  struct Found {
    /// Elements.
    var count = 0
    /// The position in the mesh of each contribution, in fold order.
    var sources: [Int] = []
    var isContiguousAtSource = false
    var isContiguousAtReceiver = false
    /// Whether it is all that the receiver needs.
    var isAll = false
    /// Which block of the tensor it is, where that is asked for.
    var box: Box?
  }

  /// Calls `body` with each block of the receiver at `position`, until `goesOn` says no.
  ///
  /// - Parameter located: whether blocks have their boxes.
  func forEachBlock(
    of position: Int, located: Bool = false, while goesOn: () -> Bool = { true },
    _ body: (Found) -> Void
  ) {
    let coordinate = exchange.to.mesh.coordinate(at: position)
    guard keptAtZeroDims.allSatisfy({ coordinate[$0] == 0 }) else { return }
    let target = exchange.to.box(at: coordinate, shape: exchange.shape)
    guard !target.isEmpty else { return }
    let spans = target.sizes.indices.map { self.spans(of: $0, target, coordinate) }
    guard !spans.contains(where: \.isEmpty) else { return }
    // What the coordinates that are not looked for add: of another mesh those that are pinned.
    var base = 0
    if isOnOneMesh {
      base = position
      for dim in foldedDims { base -= coordinate[dim] * strides[dim] }
      for cut in cuts.joined() where !cut.isPinned {
        base -= coordinate[cut.meshDim] * strides[cut.meshDim]
      }
    } else {
      for dim in pinnedDims { base += coordinate[dim] * strides[dim] }
    }
    var (block, frame) = (target, target)
    var found = Found()
    var chosen = [Int](repeating: 0, count: spans.count)
    while goesOn() {
      var source = base
      for dim in spans.indices {
        let span = spans[dim][chosen[dim]]
        source += span.position
        block.offsets[dim] = span.start
        block.sizes[dim] = span.length
        frame.sizes[dim] = span.frame
      }
      found.count = block.count
      found.sources = folds.map { source + $0 }
      found.isContiguousAtSource = block.isContiguous(in: frame)
      found.isContiguousAtReceiver = block.isContiguous(in: target)
      found.isAll = block.sizes == target.sizes
      if located { found.box = block }
      body(found)
      // The next combination, the last dim fastest.
      guard let dim = spans.indices.last(where: { chosen[$0] + 1 < spans[$0].count }) else {
        return
      }
      chosen[dim] += 1
      for later in (dim + 1)..<spans.count { chosen[later] = 0 }
    }
  }

  /// The pieces of tensor dim `dim` that meet the receiver's interval.
  private func spans(of dim: Int, _ target: Box, _ coordinate: [Int]) -> [Span] {
    let wanted = target.offsets[dim]..<(target.offsets[dim] + target.sizes[dim])
    if whole.contains(dim) {
      return [Span(position: 0, start: wanted.lowerBound, frame: 1, length: 1)]
    }
    var spans: [Span] = []
    func descend(_ cuts: ArraySlice<Cut>, _ piece: Range<Int>, _ position: Int) {
      guard let cut = cuts.first else {
        let both = piece.clamped(to: wanted)
        if !both.isEmpty {
          spans.append(
            Span(
              position: position, start: both.lowerBound, frame: piece.count, length: both.count))
        }
        return
      }
      let stride = strides[cut.meshDim]
      if cut.isPinned {
        let own = part(cut, of: piece, at: coordinate[cut.meshDim])
        return descend(cuts.dropFirst(), own, position)
      }
      for index in candidates(cut, piece, wanted) {
        let part = part(cut, of: piece, at: index)
        if part.overlaps(wanted) { descend(cuts.dropFirst(), part, position + index * stride) }
      }
    }
    descend(cuts[dim][...], 0..<exchange.shape[dim], 0)
    return spans
  }

  /// The indices whose parts may meet `wanted`.
  private func candidates(_ cut: Cut, _ piece: Range<Int>, _ wanted: Range<Int>) -> Range<Int> {
    guard cut.sizes == nil, !piece.isEmpty else { return 0..<cut.count }
    let step = (piece.count + cut.count - 1) / cut.count
    let both = piece.clamped(to: wanted)
    guard !both.isEmpty else { return 0..<0 }
    let first = (both.lowerBound - piece.lowerBound) / step
    return first..<((both.upperBound - 1 - piece.lowerBound) / step + 1)
  }

  private func part(_ cut: Cut, of piece: Range<Int>, at index: Int) -> Range<Int> {
    if let sizes = cut.sizes {
      let start = piece.lowerBound + sizes[..<index].reduce(0, +)
      return start..<(start + sizes[index])
    }
    let range = chunkRange(piece.count, over: cut.count, at: index)
    return (piece.lowerBound + range.lowerBound)..<(piece.lowerBound + range.upperBound)
  }
}
