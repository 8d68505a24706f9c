/// The indices that a slice takes of one dim: `start`, `start + stride`, …, `count` of them.
struct DimRange {
  var start: Int
  var stride: Int
  var count: Int

  /// A range as a slice gives it: negative bounds count from the end, bounds beyond the dim are
  /// clamped to it, and a range that runs backwards against its stride is empty.
  ///
  /// With a negative stride an end of -1 is the one before the first index, as in Paddle's
  /// `strided_slice`.
  init(_ start: Int, _ end: Int, stride: Int, of size: Int) {
    self.stride = stride
    let first = start < 0 ? start + size : start
    if stride > 0 {
      let last = end < 0 ? end + size : end
      self.start = min(max(first, 0), size)
      let stop = min(max(last, self.start), size)
      count = (stop - self.start + stride - 1) / stride
    } else {
      let last = end < -1 ? end + size : end
      self.start = min(first, size - 1)
      let stop = max(last, -1)
      count = self.start > stop ? (self.start - stop - stride - 1) / -stride : 0
    }
  }

  /// Whether it takes a dim of `size` as it is.
  func isAll(of size: Int) -> Bool { count == size && (size == 0 || start == 0 && stride == 1) }
}

extension DimRange: CustomStringConvertible {
  /// `2:6`, `0:8:2`; a negative stride's end may be -1.
  var description: String {
    let end = stride > 0 ? start + (count - 1) * stride + 1 : start + (count - 1) * stride - 1
    return count == 0 ? "0:0" : "\(start):\(end)" + (stride == 1 ? "" : ":\(stride)")
  }
}

extension AxisMap {
  /// The map of taking ranges of the dims of a tensor, those without one whole, and dropping dims of
  /// size 1 from the output.
  static func ranges(of shape: [Int], _ ranges: [DimRange?], dropping dropped: [Int] = [])
    -> AxisMap
  {
    let letters = Axis.letters(shape.count)
    var axes: [Axis] = []
    var input: [[Int]] = []
    var output: [[Int]] = []
    var windows: [AxisWindow] = []
    for (dim, size) in shape.enumerated() {
      let base = axes.count
      input.append([base])
      guard !dropped.contains(dim) else {
        axes.append(Axis(letters[dim], size, .whole))
        continue
      }
      axes.append(Axis(letters[dim], size))
      guard let range = ranges[dim], !range.isAll(of: size) else {
        output.append([base])
        continue
      }
      axes.append(Axis("\(letters[dim])[\(range)]", range.count))
      output.append([base + 1])
      windows.append(
        AxisWindow(axis: base + 1, base: base, start: range.start, stride: range.stride))
    }
    var map = AxisMap(axes: axes, inputs: [input], outputs: [output], flows: Flow.copies())
    map.windows = windows
    return map
  }
}
