import Elements

// Conversion of 16-bit floats, written on integers so that the compiler makes vectors of it: on a
// processor without the instructions, `Float(Float16)` is a call for each element.

/// A 16-bit float on the wire, by its bits.
protocol Half: BitwiseCopyable {
  var bits: UInt16 { get }
  var float: Float { get }
  init(_ value: Float)
}

/// IEEE 754 binary16.
struct WireFloat16: Half {
  var bits: UInt16

  /// Exact; NaN stays NaN.
  @inline(__always) var float: Float {
    let magnitude = UInt32(bits & 0x7fff) << 13
    let scaled = Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)
    let special: UInt32 = bits & 0x7c00 == 0x7c00 ? 0x7f80_0000 : 0
    return Float(bitPattern: scaled.bitPattern | special | UInt32(bits & 0x8000) << 16)
  }

  /// The nearest, ties to even; too large becomes infinite. Rounds by adding a power of two whose
  /// last bit is the result's (the method of M. Dukhan's FP16, `fp16_ieee_from_fp32_value`).
  @inline(__always) init(_ value: Float) {
    let word = value.bitPattern
    let doubled = word &+ word
    let absolute = Float(bitPattern: word & 0x7fff_ffff)
    let clamped = absolute * Float(bitPattern: 0x7780_0000) * Float(bitPattern: 0x0880_0000)
    let exponent = max(doubled & 0xff00_0000, 0x7100_0000)
    let rounded = (Float(bitPattern: exponent >> 1 &+ 0x0780_0000) + clamped).bitPattern
    let number = (rounded >> 13 & 0x7c00) &+ (rounded & 0x0fff)
    let result = doubled > 0xff00_0000 ? 0x7e00 : number
    bits = UInt16(truncatingIfNeeded: word >> 16 & 0x8000 | result)
  }
}

/// The upper half of a `Float`.
struct WireBFloat16: Half {
  var bits: UInt16

  @inline(__always) var float: Float { Float(bitPattern: UInt32(bits) << 16) }

  @inline(__always) init(_ value: Float) { bits = BFloat16(value).bitPattern }
}

/// Widens `count` halves of `type` into floats.
func widen(
  _ source: UnsafeRawPointer, _ count: Int, of type: DType, into floats: UnsafeMutablePointer<Float>
) {
  func run<T: Half>(_: T.Type) {
    let halves = unsafe source.assumingMemoryBound(to: T.self)
    for index in 0..<count { unsafe floats[index] = halves[index].float }
  }
  type == .float16 ? run(WireFloat16.self) : run(WireBFloat16.self)
}

/// Rounds `count` floats into halves of `type`.
func narrow(
  _ floats: UnsafePointer<Float>, _ count: Int, of type: DType,
  into destination: UnsafeMutableRawPointer
) {
  func run<T: Half>(_: T.Type) {
    let halves = unsafe destination.assumingMemoryBound(to: T.self)
    for index in 0..<count { unsafe halves[index] = T(floats[index]) }
  }
  type == .float16 ? run(WireFloat16.self) : run(WireBFloat16.self)
}
