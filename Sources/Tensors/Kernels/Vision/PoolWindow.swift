/// Which elements of a spatial dim each window of a pooling covers.
package struct PoolWindow: Hashable, Sendable {
  /// By window: the first element, the last one and one more; both within the dim.
  package let ranges: [Range<Int>]
  /// How far two neighbours in a window are apart.
  package let step: Int
  /// By window: how many elements it has with those of the padding.
  package let extents: [Int]

  /// Windows of `kernel` elements, `stride` apart, on `size` elements with `padding` before and after.
  ///
  /// - Parameter ceil: whether a last window that is cut short counts, where it begins before the padding's end.
  package init(
    size: Int, kernel: Int, stride: Int, padding: Int = 0, dilation: Int = 1, ceil: Bool = false
  ) {
    let count = Self.count(
      size: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceil: ceil)
    step = dilation
    let starts = (0..<count).map { $0 * stride - padding }
    ranges = starts.map { start in
      // The first element of the window that is none of the padding.
      let first = start < 0 ? start + (-start + dilation - 1) / dilation * dilation : start
      let end = min(start + (kernel - 1) * dilation + 1, size)
      return min(first, size)..<max(end, min(first, size))
    }
    extents = starts.map { min($0 + (kernel - 1) * dilation + 1, size + padding) - $0 }
  }

  /// As many windows as `count`, which cover all of `size` elements: window i from floor(i size / count) on, to
  /// ceil((i + 1) size / count).
  package init(size: Int, adaptedTo count: Int) {
    step = 1
    ranges = (0..<count).map { $0 * size / count..<(($0 + 1) * size + count - 1) / count }
    extents = ranges.map(\.count)
  }

  /// How many windows there are.
  package static func count(
    size: Int, kernel: Int, stride: Int, padding: Int, dilation: Int, ceil: Bool
  ) -> Int {
    let room = size + 2 * padding - (dilation * (kernel - 1) + 1)
    guard room >= 0 || ceil else { return 0 }
    let count = (room + (ceil ? stride - 1 : 0)) / stride + 1
    return ceil && (count - 1) * stride >= size + padding ? count - 1 : max(count, 0)
  }
}
