/// What a shard covers of a tensor's index space: in each dim the ranges of its indices, ascending and apart.
///
/// The shard itself is dense: its elements stand in the order of their global indices. A cut into contiguous pieces
/// leaves one range, and the extent is a `Box`.
public struct Extent: Hashable, Sendable {
  /// By dim: the ranges of its indices. One range may be empty; more than one is not.
  public let ranges: [[Range<Int>]]
  /// The number of indices in each dim: the shape of the shard.
  public let sizes: [Int]

  /// The extent of these ranges.
  public init(ranges: [[Range<Int>]]) {
    self.ranges = ranges
    sizes = ranges.map { $0.reduce(0) { $0 + $1.count } }
  }

  /// A box.
  public init(_ box: Box) {
    ranges = zip(box.offsets, box.sizes).map { [$0..<$0 + $1] }
    sizes = box.sizes
  }
}

extension Extent {
  /// The number of elements.
  public var count: Int { sizes.reduce(1, *) }

  /// Whether it holds no element.
  public var isEmpty: Bool { sizes.contains(0) }

  /// The one box that it is; nil if it is several.
  public var box: Box? {
    guard ranges.allSatisfy({ $0.count <= 1 }) else { return nil }
    return Box(offsets: ranges.map { $0.first?.lowerBound ?? 0 }, sizes: sizes)
  }

  /// Its boxes, the last dim's ranges fastest; the one of an empty extent that is a box is among them.
  public var boxes: [Box] {
    if let box { return [box] }
    return isEmpty ? [] : Self.product(ranges)
  }

  /// The boxes that both cover. O(ranges + boxes).
  public func intersections(_ other: Extent) -> [Box] {
    precondition(ranges.count == other.ranges.count, "extents of one tensor")
    var common: [[Range<Int>]] = []
    for dim in ranges.indices {
      let both = ranges[dim].intersection(other.ranges[dim])
      if both.isEmpty { return [] }
      common.append(both)
    }
    return Self.product(common)
  }

  /// How many elements both cover. O(ranges).
  public func commonCount(_ other: Extent) -> Int {
    zip(ranges, other.ranges).reduce(1) { product, dim in
      product == 0
        ? 0 : product * dim.0.intersection(dim.1).reduce(0) { $0 + $1.count }
    }
  }

  /// The box of the shard itself: all of it, counted from 0.
  public var local: Box { Box(shape: sizes) }

  private static func product(_ ranges: [[Range<Int>]]) -> [Box] {
    ranges.reduce([Box(offsets: [], sizes: [])]) { boxes, dim in
      boxes.flatMap { box in
        dim.map {
          Box(offsets: box.offsets + [$0.lowerBound], sizes: box.sizes + [$0.count])
        }
      }
    }
  }
}

extension Box {
  /// The same elements, counted from the start of a shard that covers `extent`, where in each dim they lie in one of
  /// its ranges. O(dims x lg ranges).
  public func relative(to extent: Extent) -> Box {
    var result = self
    for dim in sizes.indices {
      let ranges = extent.ranges[dim]
      if ranges.count == 1 {
        result.offsets[dim] -= ranges[0].lowerBound
        continue
      }
      var before = 0
      for range in ranges {
        if offsets[dim] < range.upperBound {
          result.offsets[dim] += before - range.lowerBound
          break
        }
        before += range.count
      }
    }
    return result
  }
}

extension [Range<Int>] {
  /// The ranges that both lists have in common; both ascend. O(ranges).
  package func intersection(_ other: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (one, two) = (0, 0)
    while one < count, two < other.count {
      let lower = Swift.max(self[one].lowerBound, other[two].lowerBound)
      let upper = Swift.min(self[one].upperBound, other[two].upperBound)
      if lower < upper { result.append(lower..<upper) }
      if self[one].upperBound < other[two].upperBound { one += 1 } else { two += 1 }
    }
    return result
  }
}

extension Extent: CustomStringConvertible {
  /// As a box: `[0:4, 2:3]`; where a dim has several ranges `[0:4, 0:2+6:8]`.
  public var description: String {
    let dims = ranges.map { dim in
      dim.isEmpty
        ? "0:0" : dim.map { "\($0.lowerBound):\($0.upperBound)" }.joined(separator: "+")
    }
    return "[\(dims.joined(separator: ", "))]"
  }
}
