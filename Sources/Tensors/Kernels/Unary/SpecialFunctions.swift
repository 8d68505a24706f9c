import RealModule

/// Functions that no C library has, in double.
enum SpecialFunctions {
  /// The inverse of erf on -1 ... 1, ±infinity at the ends, NaN outside: a start within 5e-3 (after
  /// S. Winitzki, 2008) and Halley's steps on erf, or on erfc near the ends, where erf is flat.
  static func erfinv(_ y: Double) -> Double {
    guard y.magnitude < 1 else {
      return y.magnitude == 1 ? Double(signOf: y, magnitudeOf: .infinity) : .nan
    }
    if y.magnitude < 1e-9 { return y * (Double.pi.squareRoot() / 2) }
    let a = 0.147
    let complement = 1 - y.magnitude
    let logarithm = Double.log(complement * (1 + y.magnitude))
    let mean = 2 / (.pi * a) + logarithm / 2
    var x = ((mean * mean - logarithm / a).squareRoot() - mean).squareRoot()
    for _ in 0..<3 {
      let error = y.magnitude < 0.5 ? Double.erf(x) - y.magnitude : complement - Double.erfc(x)
      let step = error * (Double.pi.squareRoot() / 2) * Double.exp(x * x)
      x -= step / (1 + x * step)
    }
    return Double(signOf: y, magnitudeOf: x)
  }
}
