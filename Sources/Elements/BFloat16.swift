/// The upper half of a `Float`: 8 bits of exponent, 7 of mantissa. Arithmetic is done in `Float`.
public struct BFloat16: Hashable, Sendable, BitwiseCopyable {
  /// The sign, 8 bits of exponent and 7 bits of significand.
  public var bitPattern: UInt16

  /// The value with these bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest value, ties to even; NaN stays NaN (quiet).
  public init(_ value: Float) {
    let bits = value.bitPattern
    if value.isNaN {
      bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x0040
    } else {
      let rounding = 0x7fff + ((bits >> 16) & 1)
      bitPattern = UInt16(truncatingIfNeeded: (bits &+ rounding) >> 16)
    }
  }
}

extension Float {
  /// Exact.
  public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }
}

extension BFloat16: CustomStringConvertible {
  /// The shortest text of the value as a `Float`.
  public var description: String { Float(self).description }
}
