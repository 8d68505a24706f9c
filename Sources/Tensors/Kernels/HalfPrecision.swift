import Elements

/// Float16 and bfloat16 to and from float32 by integer operations without branches, so that loops
/// over them become vector code; exact, and rounding to nearest, ties to even.
///
/// After F. Giesen's `half_to_float_fast5` and `float_to_half_fast3_rtne`. Widening keeps the payload
/// of NaN; narrowing keeps its upper bits and makes it quiet, as the F16C instructions do.
enum HalfPrecision {
  @inline(__always)
  static func float(_ half: UInt16) -> Float {
    let shifted = UInt32(half & 0x7fff) << 13
    let scaled = Float(bitPattern: shifted) * 0x1p112
    let special: UInt32 = scaled >= 65536 ? 0x7f80_0000 : 0
    return Float(bitPattern: scaled.bitPattern | special | UInt32(half & 0x8000) << 16)
  }

  @inline(__always)
  static func float16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern & 0x7fff_ffff
    let sign = (value.bitPattern >> 16) & 0x8000
    let quiet = 0x7e00 | ((bits >> 13) & 0x03ff)
    let special: UInt32 = bits > 0x7f80_0000 ? quiet : 0x7c00
    let magic: UInt32 = 126 << 23
    let denormal = (Float(bitPattern: bits) + Float(bitPattern: magic)).bitPattern &- magic
    let odd = (bits >> 13) & 1
    let normal = (bits &- (112 << 23) &+ 0x0fff &+ odd) >> 13
    var half = bits < 113 << 23 ? denormal : normal
    half = bits >= 143 << 23 ? special : half
    return UInt16(truncatingIfNeeded: half | sign)
  }

  @inline(__always)
  static func float(brain bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  @inline(__always)
  static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7fff &+ ((bits >> 16) & 1)) >> 16
    let quiet = (bits >> 16) | 0x0040
    let isNaN = bits & 0x7fff_ffff > 0x7f80_0000
    return UInt16(truncatingIfNeeded: isNaN ? quiet : rounded)
  }
}

extension Float {
  /// `value` to nearest, but to the neighbour with an odd mantissa where that is inexact: rounding
  /// the result once more, to a type of at most 22 bits of mantissa, is then right.
  @inline(__always)
  init(roundingToOdd value: Double) {
    let nearest = Float(value)
    let back = Double(nearest)
    var bits = nearest.bitPattern
    bits &-= back.magnitude > value.magnitude ? 1 : 0
    bits |= back != value && !value.isNaN ? 1 : 0
    self.init(bitPattern: bits)
  }
}

extension FixedWidthInteger {
  /// `value` toward zero, or the end of the range that it lies beyond; NaN is 0.
  @inline(__always)
  init(saturating value: Double) {
    if value.isNaN {
      self = 0
    } else if value
      >= Double(sign: .plus, exponent: Self.bitWidth - (Self.isSigned ? 1 : 0), significand: 1)
    {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self.init(value)
    }
  }
}
