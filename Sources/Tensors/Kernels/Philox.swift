/// Philox 4x32-10: a random function of a 128-bit counter under a 64-bit key.
///
/// J. Salmon, M. Moraes, R. Dror and D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
enum Philox {
  @inline(__always)
  static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (a, b, c, d) = (counter.x, counter.y, counter.z, counter.w)
    var (low, high) = (key.x, key.y)
    for _ in 0..<10 {
      let first = UInt64(a) &* 0xd251_1f53
      let second = UInt64(c) &* 0xcd9e_8d57
      a = UInt32(truncatingIfNeeded: second &>> 32) ^ b ^ low
      c = UInt32(truncatingIfNeeded: first &>> 32) ^ d ^ high
      b = UInt32(truncatingIfNeeded: second)
      d = UInt32(truncatingIfNeeded: first)
      low &+= 0x9e37_79b9
      high &+= 0xbb67_ae85
    }
    return SIMD4(a, b, c, d)
  }

  /// The block at a 64-bit place of the stream that `seed` names.
  @inline(__always)
  static func block(at place: UInt64, seed: UInt64) -> SIMD4<UInt32> {
    block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: place), UInt32(truncatingIfNeeded: place >> 32), 0, 0),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }
}
