import ComplexModule
import Elements

/// How an element is made of random words.
protocol RandomElement {
  /// 1 or 2: whether the second word is used.
  static var randomWords: Int { get }
  static func random(_ first: UInt32, _ second: UInt32) -> Self
}

extension Bool: RandomElement {
  static var randomWords: Int { 1 }
  static func random(_ first: UInt32, _ second: UInt32) -> Bool { first >> 31 == 1 }
}

extension RandomElement where Self: FixedWidthInteger {
  static var randomWords: Int { 1 }

  /// -100 ..< 100, or 0 ..< 200 where there are no negative values.
  @inline(__always)
  static func random(_ first: UInt32, _ second: UInt32) -> Self {
    let value = Int(truncatingIfNeeded: (UInt64(first) &* 200) &>> 32)
    return Self(truncatingIfNeeded: isSigned ? value &- 100 : value)
  }
}

/// Floats get as many random bits as the mantissa holds, so that no value rounds to 1.
extension RandomElement where Self: BinaryFloatingPoint {
  static var randomWords: Int { 1 }
}

extension Float16: RandomElement {
  static func random(_ first: UInt32, _ second: UInt32) -> Float16 {
    converted(Float(first >> 21) * 0x1p-11)
  }
}

extension BFloat16: RandomElement {
  static var randomWords: Int { 1 }
  static func random(_ first: UInt32, _ second: UInt32) -> BFloat16 {
    BFloat16(Float(first >> 24) * 0x1p-8)
  }
}

extension Float: RandomElement {
  @inline(__always)
  static func random(_ first: UInt32, _ second: UInt32) -> Float { Float(first >> 8) * 0x1p-24 }
}

extension Double: RandomElement {
  static var randomWords: Int { 2 }
  @inline(__always)
  static func random(_ first: UInt32, _ second: UInt32) -> Double {
    Double((UInt64(second) << 32 | UInt64(first)) >> 11) * 0x1p-53
  }
}

extension Complex: RandomElement where RealType == Float {
  static var randomWords: Int { 2 }
  static func random(_ first: UInt32, _ second: UInt32) -> Complex {
    Complex(Float.random(first, second), Float.random(second, first))
  }
}

extension Int8: RandomElement {}
extension Int16: RandomElement {}
extension Int32: RandomElement {}
extension Int64: RandomElement {}
extension UInt8: RandomElement {}
extension UInt16: RandomElement {}
extension UInt32: RandomElement {}
extension UInt64: RandomElement {}
