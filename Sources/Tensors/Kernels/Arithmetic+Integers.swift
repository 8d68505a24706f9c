import ComplexModule

/// *Or* and *and*; `false` is below `true`.
extension Bool: Arithmetic {
  typealias MeanSum = Bool
  static var nothing: Bool { false }
  static var unit: Bool { true }
  static var absent: Bool { false }
  static var lowest: Bool { false }
  static var highest: Bool { true }
  @inline(__always) var isNothing: Bool { !self }
  @inline(__always) var isUnit: Bool { self }
  @inline(__always) static func add(_ a: Bool, _ b: Bool) -> Bool { a || b }
  @inline(__always) static func subtract(_ a: Bool, _ b: Bool) -> Bool { a != b }
  @inline(__always) static func multiply(_ a: Bool, _ b: Bool) -> Bool { a && b }
  @inline(__always) static func divide(_ a: Bool, _ b: Bool) -> Bool { multiply(a, b) }
  @inline(__always) static func maximum(_ a: Bool, _ b: Bool) -> Bool { add(a, b) }
  @inline(__always) static func minimum(_ a: Bool, _ b: Bool) -> Bool { multiply(a, b) }
  @inline(__always) func divided(byCount count: Int) -> Bool { self }
  @inline(__always) var settled: Bool { self }
}

extension Arithmetic where Self: FixedWidthInteger {
  static var nothing: Self { 0 }
  static var unit: Self { 1 }
  static var absent: Self { 0 }
  static var lowest: Self { .min }
  static var highest: Self { .max }
  @inline(__always) var isNothing: Bool { self == 0 }
  @inline(__always) var isUnit: Bool { self == 1 }
  @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { a &+ b }
  @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { a &- b }
  @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { a &* b }
  @inline(__always) static func divide(_ a: Self, _ b: Self) -> Self {
    b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
  }
  @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self { a >= b ? a : b }
  @inline(__always) static func minimum(_ a: Self, _ b: Self) -> Self { a <= b ? a : b }
  @inline(__always) func divided(byCount count: Int) -> Self {
    Self.divide(self, Self(truncatingIfNeeded: count))
  }
  @inline(__always) var settled: Self { self }
  @inline(__always) var magnitudeValue: Self { self < 0 ? 0 &- self : self }
}

extension Int8: Arithmetic { typealias MeanSum = Int8 }
extension Int16: Arithmetic { typealias MeanSum = Int16 }
extension Int32: Arithmetic { typealias MeanSum = Int32 }
extension Int64: Arithmetic { typealias MeanSum = Int64 }
extension UInt8: Arithmetic { typealias MeanSum = UInt8 }
extension UInt16: Arithmetic { typealias MeanSum = UInt16 }
extension UInt32: Arithmetic { typealias MeanSum = UInt32 }
extension UInt64: Arithmetic { typealias MeanSum = UInt64 }
