import ComplexModule

// Means have more digits in their sums than their values have: the mean of equal values is that value, and
// that of finite values finite.

extension Float: Arithmetic {
  @inline(__always) static func meanSum(_ value: Float) -> Double { Double(value) }
  @inline(__always) static func meanSum(_ sum: Double, adding value: Float) -> Double {
    sum + Double(value)
  }
  @inline(__always) static func mean(_ sum: Double, count: Int) -> Float {
    Float(sum / Double(count))
  }
}

extension Complex where RealType == Float {
  @inline(__always) static func meanSum(_ value: Complex) -> SIMD2<Double> {
    SIMD2(Double(value.rawStorage.x), Double(value.rawStorage.y))
  }
  @inline(__always) static func meanSum(_ sum: SIMD2<Double>, adding value: Complex)
    -> SIMD2<Double>
  {
    sum + meanSum(value)
  }
  @inline(__always) static func mean(_ sum: SIMD2<Double>, count: Int) -> Complex {
    let mean = sum / SIMD2(repeating: Double(count))
    return Complex(Float(mean.x), Float(mean.y))
  }
}

/// A sum and what its roundings took from it.
struct SumOfDoubles {
  var sum: Double
  var rest: Double
}

extension Double: Arithmetic {
  @inline(__always) static func meanSum(_ value: Double) -> SumOfDoubles {
    SumOfDoubles(sum: value, rest: 0)
  }

  /// - Source: D. Knuth's exact error of a sum.
  @inline(__always) static func meanSum(_ old: SumOfDoubles, adding value: Double) -> SumOfDoubles {
    let sum = old.sum + value
    let taken = sum - old.sum
    let error = (old.sum - (sum - taken)) + (value - taken)
    return SumOfDoubles(sum: sum, rest: old.rest + error)
  }

  @inline(__always) static func mean(_ sum: SumOfDoubles, count: Int) -> Double {
    let divisor = Double(count)
    let mean = sum.sum / divisor
    let correction = (sum.sum.addingProduct(-mean, divisor) + sum.rest) / divisor
    return correction == 0 ? mean : mean + correction
  }

  /// Of what would overflow all is scaled down.
  static func mean(_ values: [Double]) -> Double {
    guard values.allSatisfy(\.isFinite) else {
      return values.reduce(absent, +) / Double(values.count)
    }
    let first = meanSum(values[0] * 0x1p-64)
    let sum = values.dropFirst().reduce(first) { meanSum($0, adding: $1 * 0x1p-64) }
    let mean = mean(sum, count: values.count) * 0x1p64
    // Rounding alone may lead beyond the largest.
    return min(max(mean, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}
