extension Transpose {
  /// Transposes 8 x 8 bytes, 4 x 4 halves, 2 x 2 words or 1 double word: each line is one 64-bit
  /// word, and ever larger off-diagonal squares are swapped (Hacker's Delight, 7-3).
  @inline(__always)
  static func copySquare<T: FixedWidthInteger>(
    from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>, sourceStep: Int,
    destinationStep: Int
  ) {
    let source = unsafe UnsafeRawPointer(source)
    let destination = UnsafeMutableRawPointer(destination)
    let from = sourceStep &* MemoryLayout<T>.size
    let to = destinationStep &* MemoryLayout<T>.size
    switch T.bitWidth {
    case 8: unsafe transposeBytes(source, from, destination, to)
    case 16: unsafe transposeHalves(source, from, destination, to)
    case 32:
      var (a, b) = unsafe (load(source, 0), load(source, from))
      exchange(&a, &b, by: 32, in: 0x0000_0000_ffff_ffff)
      unsafe store(a, destination, 0)
      unsafe store(b, destination, to)
    default: unsafe store(load(source, 0), destination, 0)
    }
  }

  @inline(__always)
  private static func transposeHalves(
    _ source: UnsafeRawPointer, _ from: Int, _ destination: UnsafeMutableRawPointer, _ to: Int
  ) {
    var (a, b) = unsafe (load(source, 0), load(source, from))
    var (c, d) = unsafe (load(source, 2 &* from), load(source, 3 &* from))
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
    _ source: UnsafeRawPointer, _ from: Int, _ destination: UnsafeMutableRawPointer, _ to: Int
  ) {
    var (a, b) = unsafe (load(source, 0), load(source, from))
    var (c, d) = unsafe (load(source, 2 &* from), load(source, 3 &* from))
    var (e, f) = unsafe (load(source, 4 &* from), load(source, 5 &* from))
    var (g, h) = unsafe (load(source, 6 &* from), load(source, 7 &* from))
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
  private static func load(_ source: UnsafeRawPointer, _ at: Int) -> UInt64 {
    unsafe source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
  }

  @inline(__always)
  private static func store(_ word: UInt64, _ destination: UnsafeMutableRawPointer, _ at: Int) {
    unsafe destination.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
  }
}
