/// A block of a tensor's index space: `offsets[d] ..< offsets[d] + sizes[d]` in each dim.
///
/// Every shard is one, however often its dims were cut. A 0-D box holds one element.
public struct Box: Hashable, Sendable {
  /// The first index in each dim.
  public var offsets: [Int]
  /// The number of indices in each dim.
  public var sizes: [Int]

  /// The block of `sizes` that begins at `offsets`.
  public init(offsets: [Int], sizes: [Int]) {
    precondition(offsets.count == sizes.count, "an offset and a size for each dim")
    self.offsets = offsets
    self.sizes = sizes
  }

  /// The box of a whole tensor.
  public init(shape: [Int]) {
    self.init(offsets: [Int](repeating: 0, count: shape.count), sizes: shape)
  }
}

extension Box {
  /// The number of elements.
  public var count: Int { sizes.reduce(1, *) }

  /// Whether it holds no element.
  public var isEmpty: Bool { sizes.contains(0) }

  /// What both cover; nil if that is nothing.
  public func intersection(_ other: Box) -> Box? {
    precondition(sizes.count == other.sizes.count, "boxes of one tensor")
    var result = self
    for dim in sizes.indices {
      let lower = max(offsets[dim], other.offsets[dim])
      let upper = min(offsets[dim] + sizes[dim], other.offsets[dim] + other.sizes[dim])
      guard lower < upper else { return nil }
      result.offsets[dim] = lower
      result.sizes[dim] = upper - lower
    }
    return result
  }

  /// Whether the elements are neighbours in a row-major tensor that covers `frame`.
  public func isContiguous(in frame: Box) -> Bool {
    var (inner, room) = (1, 1)
    for dim in sizes.indices.reversed() {
      if sizes[dim] > 1, inner != room { return false }
      inner *= sizes[dim]
      room *= frame.sizes[dim]
    }
    return true
  }

  /// The same elements, counted from the start of `frame`: where a part of a shard lies in it.
  public func relative(to frame: Box) -> Box {
    var result = self
    for dim in sizes.indices { result.offsets[dim] -= frame.offsets[dim] }
    return result
  }

  /// The pieces of at most `limit` elements, at least 1, that the box is in row-major order:
  /// the outer dims one index at a time, one dim in runs, the inner dims whole.
  public func pieces(ofAtMost limit: Int) -> [Box] {
    precondition(limit >= 1, "a piece holds an element")
    guard count > limit else { return isEmpty ? [] : [self] }
    var inner = 1
    var axis = sizes.count - 1
    while axis > 0, inner * sizes[axis] <= limit {
      inner *= sizes[axis]
      axis -= 1
    }
    let run = max(1, limit / inner)
    var result: [Box] = []
    var piece = self
    func descend(_ dim: Int) {
      if dim == axis {
        for start in stride(from: 0, to: sizes[dim], by: run) {
          piece.offsets[dim] = offsets[dim] + start
          piece.sizes[dim] = min(run, sizes[dim] - start)
          result.append(piece)
        }
      } else {
        for index in 0..<sizes[dim] {
          piece.offsets[dim] = offsets[dim] + index
          piece.sizes[dim] = 1
          descend(dim + 1)
        }
      }
    }
    descend(0)
    return result
  }
}

extension Box: CustomStringConvertible {
  /// `[0:4, 2:3]`.
  public var description: String {
    let ranges = zip(offsets, sizes).map { "\($0):\($0 + $1)" }
    return "[\(ranges.joined(separator: ", "))]"
  }
}
