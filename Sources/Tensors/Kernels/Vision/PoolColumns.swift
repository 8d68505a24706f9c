/// Where the elements of a row of windows lie in one row of what is pooled: those that the windows begin with, then the
/// next ones, and on. So all windows of a row take a step at once.
struct PoolColumns {
  /// How many windows there are.
  let count: Int
  /// As many, and some more up to a multiple of 16: what routines of CKernels take.
  let width: Int
  /// The most elements that a window has in a row.
  let taps: Int
  /// `[taps, width]`: a column, and behind the last one of the row where a window has no such element.
  let places: [Int]
  /// Where each window begins.
  let firsts: [Int64]

  /// - Parameter size: how many elements a row has.
  init(_ window: PoolWindow, size: Int) {
    let columns = window.ranges.map { range in
      Array(stride(from: range.lowerBound, to: range.upperBound, by: window.step))
    }
    let (count, taps) = (columns.count, columns.map(\.count).max() ?? 0)
    let width = (count + 15) / 16 * 16
    var places = [Int](repeating: size, count: taps * width)
    for (window, columns) in columns.enumerated() {
      for (tap, column) in columns.enumerated() { places[tap * width + window] = column }
    }
    firsts =
      window.ranges.map { Int64($0.lowerBound) } + [Int64](repeating: 0, count: width - count)
    (self.count, self.width, self.taps, self.places) = (count, width, taps, places)
  }

  /// What a row holds at a tap of each window; it has one element more, for windows that have no such.
  @inline(__always)
  func gather<Value>(
    _ tap: Int, of line: UnsafePointer<Value>, into gathered: UnsafeMutablePointer<Value>
  ) {
    unsafe places.withUnsafeBufferPointer { places in
      let columns = unsafe places.baseAddress! + tap * width
      for window in 0..<count { unsafe gathered[window] = line[columns[window]] }
    }
  }
}
