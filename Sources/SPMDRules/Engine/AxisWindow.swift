import Sharding

/// An axis that is a part of another: its index j is index `start + stride * j` of `base`.
///
/// A slice is a window on its input's axis; a padded input is one on its output's. A mesh dim that
/// shards the base shards the window too, which is legal where each rank's chunk of the window lies
/// within its own chunk of the base: `x[:7]` of 8 over 2 ranks is (4, 3) of (4, 4) and moves
/// nothing.
package struct AxisWindow: Hashable, Sendable {
  /// The index of the axis that is a part.
  package var axis: Int
  /// The index of the axis that it is a part of.
  package var base: Int
  /// The index in `base` of its first index.
  package var start: Int
  /// How far its indices are apart in `base`.
  package var stride: Int

  /// A part of an axis.
  package init(axis: Int, base: Int, start: Int, stride: Int = 1) {
    self.axis = axis
    self.base = base
    self.start = start
    self.stride = stride
  }
}

extension AxisMap {
  /// The axis that mesh dims shard where they shard `axis`.
  func base(of axis: Int) -> Int { windows.first { $0.axis == axis }?.base ?? axis }

  /// Whether each rank's part of the window is within its part of the base.
  func isLegal(_ window: AxisWindow, _ assignment: Assignment, _ mesh: ProcessMesh) -> Bool {
    let meshDims = assignment.cuts[window.base]
    if meshDims.isEmpty { return true }
    if meshDims.contains(where: { assignment.pieces[$0] != nil }) { return false }
    let ways = meshDims.map { mesh.shape[$0] }
    guard ways.reduce(1, *) <= Limits.pieces else { return false }
    let part = chunks(of: axes[window.axis].size, ways)
    let whole = chunks(of: axes[window.base].size, ways)
    return zip(part, whole).allSatisfy { part, whole in
      guard let first = part.first, let last = part.last else { return true }
      return whole.contains(window.start + window.stride * first)
        && whole.contains(window.start + window.stride * last)
    }
  }

  /// Which indices of a dim each rank has, cut by these counts in turn.
  private func chunks(of size: Int, _ ways: [Int]) -> [Range<Int>] {
    ways.reduce([0..<size]) { ranges, count in
      ranges.flatMap { range in
        (0..<count).map { index in
          let chunk = chunkRange(range.count, over: count, at: index)
          return range.lowerBound + chunk.lowerBound..<range.lowerBound + chunk.upperBound
        }
      }
    }
  }
}
