/// The rows that strided operands of one shape fall into: dims of extent 1 are dropped, the others
/// ordered by the first operand's strides and merged where all operands allow it.
///
/// A row is the innermost dim that is left: `length` elements, each `steps[k]` elements apart in
/// operand `k`.
struct StridedWalk {
  /// Outer dims, outermost first.
  var extents: [Int] = []
  /// `[dim][operand]`, of the outer dims.
  var strides: [[Int]] = []
  var length = 1
  var steps: [Int]
  /// Where each operand's first row starts, relative to its element with all indices 0.
  var starts: [Int]
  var isEmpty: Bool

  /// - Parameters:
  ///   - operands: the strides of each operand; the first should be the destination.
  ///   - reorders: whether dims may be reordered and reversed. Otherwise the rows come in row-major
  ///     order of the indices.
  init(shape: [Int], operands: [[Int]], reorders: Bool = true) {
    isEmpty = shape.contains(0)
    steps = [Int](repeating: 1, count: operands.count)
    starts = [Int](repeating: 0, count: operands.count)
    guard !isEmpty else { return }
    var dims = shape.indices.filter { shape[$0] != 1 }
      .map { dim in (extent: shape[dim], strides: operands.map { $0[dim] }) }
    if reorders {
      for dim in dims.indices where dims[dim].strides[0] < 0 {
        for operand in operands.indices {
          starts[operand] += (dims[dim].extent - 1) * dims[dim].strides[operand]
          dims[dim].strides[operand].negate()
        }
      }
      dims.sort { a, b in
        a.strides.lexicographicallyPrecedes(b.strides) { abs($0) > abs($1) }
      }
    }
    for dim in dims {
      if let last = extents.indices.last,
        operands.indices.allSatisfy({ strides[last][$0] == dim.strides[$0] * dim.extent })
      {
        extents[last] *= dim.extent
        strides[last] = dim.strides
      } else {
        extents.append(dim.extent)
        strides.append(dim.strides)
      }
    }
    if let inner = extents.popLast() {
      length = inner
      steps = strides.removeLast()
    }
  }

  /// Calls `body` with the element offset of each operand's row, for every row.
  func forEachRow(_ body: (_ offsets: [Int]) -> Void) {
    guard !isEmpty else { return }
    var index = [Int](repeating: 0, count: extents.count)
    var offsets = starts
    while true {
      body(offsets)
      var dim = extents.count - 1
      while dim >= 0 {
        index[dim] += 1
        if index[dim] < extents[dim] {
          for operand in offsets.indices { offsets[operand] += strides[dim][operand] }
          break
        }
        index[dim] = 0
        for operand in offsets.indices {
          offsets[operand] -= (extents[dim] - 1) * strides[dim][operand]
        }
        dim -= 1
      }
      if dim < 0 { return }
    }
  }
}
