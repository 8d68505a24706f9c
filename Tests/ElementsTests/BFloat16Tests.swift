import Elements
import Testing

/// BFloat16.
@Suite
struct BFloat16Tests {
  @Test
  func `keeps every bit pattern through Float; signalling NaNs become quiet ones`() {
    for pattern in UInt16.min...UInt16.max {
      let value = Float(BFloat16(bitPattern: pattern))
      #expect(value.bitPattern == UInt32(pattern) << 16)
      let back = BFloat16(value).bitPattern
      if value.isNaN {
        #expect(back == pattern | 0x0040)
      } else {
        #expect(back == pattern)
      }
    }
  }

  @Test(
    arguments: [
      (0x3f80_0000, 0x3f80), (0x3f80_7fff, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f80_8001, 0x3f81),
      (0x3f81_7fff, 0x3f81), (0x3f81_8000, 0x3f82), (0x3f81_8001, 0x3f82), (0xbf81_8000, 0xbf82),
      (0x0000_8000, 0x0000), (0x0000_8001, 0x0001), (0x0001_8000, 0x0002),
      (0x3fff_8000, 0x4000), (0x7f7f_7fff, 0x7f7f), (0x7f7f_8000, 0x7f80), (0xff7f_ffff, 0xff80),
      (0x7f80_0000, 0x7f80), (0x7f80_0001, 0x7fc0), (0xffff_ffff, 0xffff),
    ] as [(UInt32, UInt16)])
  func `rounds to the nearest value, ties to even`(float: UInt32, expected: UInt16) {
    #expect(BFloat16(Float(bitPattern: float)).bitPattern == expected)
  }

  @Test
  func `lies nowhere farther than half a step from the value it rounds`() {
    var bits: UInt32 = 0x1234_5678
    for _ in 0..<20_000 {
      bits = bits &* 1_664_525 &+ 1_013_904_223
      let value = Float(bitPattern: bits)
      guard value.isFinite else { continue }
      let rounded = BFloat16(value)
      let below = Float(BFloat16(bitPattern: UInt16(bits >> 16)))
      let above = Float(BFloat16(bitPattern: UInt16(bits >> 16) &+ 1))
      guard above.isFinite else { continue }
      let error = (Double(Float(rounded)) - Double(value)).magnitude
      #expect(error <= (Double(above) - Double(below)).magnitude / 2, "bits \(bits)")
    }
  }
}
