import Glibc
import RealModule

/// The real types that kernels compute in: `Float` and `Double`.
protocol FloatMath: Arithmetic, BinaryFloatingPoint, Real {
  /// C's `pow`: also of negative numbers to whole powers, and 1 for anything to the power 0.
  static func power(_ base: Self, _ exponent: Self) -> Self
}

extension Float: FloatMath {
  @inline(__always)
  static func power(_ base: Float, _ exponent: Float) -> Float { Glibc.pow(base, exponent) }
}

extension Double: FloatMath {
  @inline(__always)
  static func power(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }
}
