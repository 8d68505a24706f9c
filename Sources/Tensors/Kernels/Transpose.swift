/// The 2-D transpose in tiles: a line of either side is fetched once per tile, not once per element.
///
/// A tile's source is first packed into scratch: lines that lie a power of two apart share cache sets,
/// and would evict each other. Inside it, squares of as many elements as a 64-bit word holds are
/// transposed in registers.
enum Transpose {
  /// Writes `destination[r * destinationStep + c] = source[c * sourceStep + r]` for all `r` below
  /// `rows` and `c` below `columns`.
  @inline(__always)
  static func copy<T: FixedWidthInteger>(
    from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>, rows: Int, columns: Int,
    sourceStep: Int, destinationStep: Int
  ) {
    let edge = tileEdge(T.self)
    if rows <= edge, columns <= edge {
      unsafe copyTile(
        from: source, to: destination, rows: rows, columns: columns, sourceStep: sourceStep,
        destinationStep: destinationStep)
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: edge * edge) { scratch in
      let packed = scratch.baseAddress!
      for top in stride(from: 0, to: rows, by: edge) {
        let height = min(edge, rows - top)
        for left in stride(from: 0, to: columns, by: edge) {
          let width = min(edge, columns - left)
          var from = unsafe source + left &* sourceStep + top
          for line in 0..<width {
            unsafe (packed + line &* edge).update(from: from, count: height)
            unsafe from += sourceStep
          }
          unsafe copyTile(
            from: packed, to: destination + top &* destinationStep + left, rows: height,
            columns: width, sourceStep: edge, destinationStep: destinationStep)
        }
      }
    }
  }

  /// The edge of a tile; two lines or more of either side, and 16 to 32 KiB in all.
  @inline(__always)
  private static func tileEdge<T: FixedWidthInteger>(_ type: T.Type) -> Int {
    T.bitWidth < 32 ? 128 : 64
  }

  @inline(__always)
  private static func copyTile<T: FixedWidthInteger>(
    from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>, rows: Int, columns: Int,
    sourceStep: Int, destinationStep: Int
  ) {
    let edge = 64 / T.bitWidth
    let wholeRows = rows - rows % edge
    let wholeColumns = columns - columns % edge
    for row in stride(from: 0, to: wholeRows, by: edge) {
      for column in stride(from: 0, to: wholeColumns, by: edge) {
        unsafe copySquare(
          from: source + column &* sourceStep + row,
          to: destination + row &* destinationStep + column,
          sourceStep: sourceStep, destinationStep: destinationStep)
      }
    }
    for row in 0..<rows {
      for column in (row < wholeRows ? wholeColumns : 0)..<columns {
        unsafe destination[row &* destinationStep &+ column] = source[column &* sourceStep &+ row]
      }
    }
  }
}
