import ComplexModule
import Elements

extension Float16: KernelElement {
  @inline(__always) var wide: Float { HalfPrecision.float(bitPattern) }
  @inline(__always) static func converted(_ value: Int64) -> Float16 {
    converted(Double(keepingSticky: value))
  }
  @inline(__always) static func converted(_ value: UInt64) -> Float16 {
    converted(Double(keepingSticky: value))
  }
  @inline(__always) static func converted(_ value: Float) -> Float16 {
    Float16(bitPattern: HalfPrecision.float16(value))
  }
  @inline(__always) var accumulator: Float { wide }
  @inline(__always) static func rounded(_ value: Float) -> Float16 { converted(value) }
}

extension BFloat16: KernelElement {
  @inline(__always) var wide: Float { HalfPrecision.float(brain: bitPattern) }
  @inline(__always) static func converted(_ value: Int64) -> BFloat16 {
    converted(Double(keepingSticky: value))
  }
  @inline(__always) static func converted(_ value: UInt64) -> BFloat16 {
    converted(Double(keepingSticky: value))
  }
  @inline(__always) static func converted(_ value: Float) -> BFloat16 {
    BFloat16(bitPattern: HalfPrecision.bfloat16(value))
  }
  @inline(__always) var accumulator: Float { wide }
  @inline(__always) static func rounded(_ value: Float) -> BFloat16 { converted(value) }
}

extension Float: KernelElement {
  typealias Accumulator = Float
  @inline(__always) var wide: Float { self }
  @inline(__always) static func converted(_ value: Int64) -> Float { Float(value) }
  @inline(__always) static func converted(_ value: UInt64) -> Float { Float(value) }
  @inline(__always) static func converted(_ value: Float) -> Float { value }
}

extension Double: KernelElement {
  typealias Accumulator = Double
  @inline(__always) var wide: Double { self }
  @inline(__always) static func converted(_ value: Int64) -> Double { Double(value) }
  @inline(__always) static func converted(_ value: UInt64) -> Double { Double(value) }
}

extension Complex: KernelElement where RealType == Float {
  typealias Accumulator = Complex
  @inline(__always) var wide: Complex { self }
  @inline(__always) static func converted(_ value: Int64) -> Complex { Complex(Float(value), 0) }
  @inline(__always) static func converted(_ value: UInt64) -> Complex { Complex(Float(value), 0) }
  @inline(__always) static func converted(_ value: Float) -> Complex { Complex(value, 0) }
  @inline(__always) static func converted(_ value: Complex) -> Complex { value }
}

extension Double {
  /// `value` with what does not fit the mantissa joined into its last bit, so that rounding the
  /// result to a shorter type rounds `value` itself.
  @inline(__always)
  init(keepingSticky value: UInt64) {
    let joined = (value &>> 11) | (value & 0x7ff != 0 ? 1 : 0)
    self = value >> 53 == 0 ? Double(value) : Double(joined) * 2048
  }

  @inline(__always)
  init(keepingSticky value: Int64) {
    let magnitude = Double(keepingSticky: value.magnitude)
    self = value < 0 ? -magnitude : magnitude
  }
}
