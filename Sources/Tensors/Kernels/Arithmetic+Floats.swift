import ComplexModule

extension Arithmetic where Self: BinaryFloatingPoint {
  static var nothing: Self { 0 }
  static var unit: Self { 1 }
  static var absent: Self { -0.0 }
  static var lowest: Self { -.infinity }
  static var highest: Self { .infinity }
  @inline(__always) var isNothing: Bool { self == 0 }
  @inline(__always) var isUnit: Bool { self == 1 }
  @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { a + b }
  @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inline(__always) static func divide(_ a: Self, _ b: Self) -> Self { a / b }
  @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self {
    a >= b ? a : (a != a ? a : b)
  }
  @inline(__always) static func minimum(_ a: Self, _ b: Self) -> Self {
    a <= b ? a : (a != a ? a : b)
  }
  @inline(__always) func divided(byCount count: Int) -> Self { self / Self(count) }
  @inline(__always) var settled: Self { self == self ? self : .nan }
}

/// By parts, as IEEE 754 has it for each: `Complex` itself takes all that is not finite for one.
extension Complex: Arithmetic where RealType == Float {
  static var nothing: Complex { Complex(0, 0) }
  static var unit: Complex { Complex(1, 0) }
  static var absent: Complex { Complex(-0.0, -0.0) }
  static var lowest: Complex { preconditionFailure("complex numbers have no order") }
  static var highest: Complex { preconditionFailure("complex numbers have no order") }
  @inline(__always) var isNothing: Bool { rawStorage.x == 0 && rawStorage.y == 0 }
  /// 1 + 0i; 1 - 0i is another number, which a fold with the former keeps.
  @inline(__always) var isUnit: Bool { rawStorage.x == 1 && rawStorage.y.bitPattern == 0 }
  @inline(__always) static func add(_ a: Complex, _ b: Complex) -> Complex {
    Complex(a.rawStorage.x + b.rawStorage.x, a.rawStorage.y + b.rawStorage.y)
  }
  @inline(__always) static func subtract(_ a: Complex, _ b: Complex) -> Complex {
    Complex(a.rawStorage.x - b.rawStorage.x, a.rawStorage.y - b.rawStorage.y)
  }
  @inline(__always) static func multiply(_ a: Complex, _ b: Complex) -> Complex {
    let (a, b) = (a.rawStorage, b.rawStorage)
    return Complex(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
  }
  /// By parts an infinity times 1 + 0i would have a NaN in it.
  @inline(__always) static func product(_ a: Complex, _ b: Complex) -> Complex {
    a.isUnit ? b : b.isUnit ? a : multiply(a, b)
  }
  @inline(__always) static func divide(_ a: Complex, _ b: Complex) -> Complex { a / b }
  static func maximum(_ a: Complex, _ b: Complex) -> Complex { highest }
  static func minimum(_ a: Complex, _ b: Complex) -> Complex { lowest }
  @inline(__always) func divided(byCount count: Int) -> Complex {
    Complex(rawStorage.x / Float(count), rawStorage.y / Float(count))
  }
  @inline(__always) var settled: Complex { Complex(rawStorage.x.settled, rawStorage.y.settled) }
}
