extension Transpose {
  /// `gather` on every processor.
  @inline(__always)
  static func gatherSquares<T: FixedWidthInteger>(
    _ tile: Tile, from: UnsafePointer<T>, _ lines: UnsafePointer<Int>,
    to: UnsafeMutablePointer<T>, pitch: Int
  ) {
    let edge = 64 / T.bitWidth
    let rows = tile.rows - tile.rows % edge
    let columns = tile.columns - tile.columns % edge
    for column in stride(from: 0, to: columns, by: edge) {
      for row in stride(from: 0, to: rows, by: edge) {
        unsafe copySquare(
          from: from + row, lines + column, to: to + (row &* pitch + column), pitch: pitch)
      }
    }
    for row in 0..<tile.rows {
      for column in (row < rows ? columns : 0)..<tile.columns {
        unsafe to[row &* pitch &+ column] = from[lines[column] &+ row]
      }
    }
  }

  /// Transposes 8 x 8 bytes, 4 x 4 halves, 2 x 2 words or 1 double word: each line is one 64-bit
  /// word, and ever larger off-diagonal squares are swapped (Hacker's Delight, 7-3).
  @inline(__always)
  private static func copySquare<T: FixedWidthInteger>(
    from source: UnsafePointer<T>, _ lines: UnsafePointer<Int>,
    to destination: UnsafeMutablePointer<T>, pitch: Int
  ) {
    let target = UnsafeMutableRawPointer(destination)
    let step = pitch &* MemoryLayout<T>.size
    func line(_ index: Int) -> UInt64 {
      unsafe UnsafeRawPointer(source + lines[index]).loadUnaligned(as: UInt64.self)
    }
    switch T.bitWidth {
    case 8: unsafe transposeBytes(line, target, step)
    case 16: unsafe transposeHalves(line, target, step)
    case 32:
      var (a, b) = (line(0), line(1))
      exchange(&a, &b, by: 32, in: 0x0000_0000_ffff_ffff)
      unsafe store(a, target, 0)
      unsafe store(b, target, step)
    default: unsafe store(line(0), target, 0)
    }
  }

  @inline(__always)
  private static func transposeHalves(
    _ line: (Int) -> UInt64, _ destination: UnsafeMutableRawPointer, _ to: Int
  ) {
    var (a, b) = (line(0), line(1))
    var (c, d) = (line(2), line(3))
    exchange(&a, &b, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&c, &d, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&a, &c, by: 32, in: 0x0000_0000_ffff_ffff)
    exchange(&b, &d, by: 32, in: 0x0000_0000_ffff_ffff)
    unsafe store(a, destination, 0)
    unsafe store(b, destination, to)
    unsafe store(c, destination, 2 &* to)
    unsafe store(d, destination, 3 &* to)
  }

  @inline(__always)
  private static func transposeBytes(
    _ line: (Int) -> UInt64, _ destination: UnsafeMutableRawPointer, _ to: Int
  ) {
    var (a, b) = (line(0), line(1))
    var (c, d) = (line(2), line(3))
    var (e, f) = (line(4), line(5))
    var (g, h) = (line(6), line(7))
    exchange(&a, &b, by: 8, in: 0x00ff_00ff_00ff_00ff)
    exchange(&c, &d, by: 8, in: 0x00ff_00ff_00ff_00ff)
    exchange(&e, &f, by: 8, in: 0x00ff_00ff_00ff_00ff)
    exchange(&g, &h, by: 8, in: 0x00ff_00ff_00ff_00ff)
    exchange(&a, &c, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&b, &d, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&e, &g, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&f, &h, by: 16, in: 0x0000_ffff_0000_ffff)
    exchange(&a, &e, by: 32, in: 0x0000_0000_ffff_ffff)
    exchange(&b, &f, by: 32, in: 0x0000_0000_ffff_ffff)
    exchange(&c, &g, by: 32, in: 0x0000_0000_ffff_ffff)
    exchange(&d, &h, by: 32, in: 0x0000_0000_ffff_ffff)
    unsafe store(a, destination, 0)
    unsafe store(b, destination, to)
    unsafe store(c, destination, 2 &* to)
    unsafe store(d, destination, 3 &* to)
    unsafe store(e, destination, 4 &* to)
    unsafe store(f, destination, 5 &* to)
    unsafe store(g, destination, 6 &* to)
    unsafe store(h, destination, 7 &* to)
  }

  /// Swaps the upper parts of `a` with the lower parts of `b`.
  @inline(__always)
  private static func exchange(
    _ a: inout UInt64, _ b: inout UInt64, by shift: UInt64, in mask: UInt64
  ) {
    let change = ((a &>> shift) ^ b) & mask
    b ^= change
    a ^= change &<< shift
  }

  @inline(__always)
  private static func store(_ word: UInt64, _ destination: UnsafeMutableRawPointer, _ at: Int) {
    unsafe destination.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
  }
}
