/// The columns that a row of windows reads from one row of the image, tap by tap: the first column of every window, then
/// the second, and so on. So all windows of a row advance together.
struct PoolColumns {
  /// How many windows there are.
  let count: Int
  /// `count` rounded up to a multiple of 16, as routines of CKernels require.
  let width: Int
  /// The most elements that a window has in a row.
  let taps: Int
  /// `[taps, width]`: columns. A window without that tap has the index behind the row's last column.
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

  /// Gathers one tap of each window. `line` has an extra element behind its last column, for windows without that tap.
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
