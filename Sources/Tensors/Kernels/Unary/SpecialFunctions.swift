import RealModule

/// Functions that no C library has, in double.
enum SpecialFunctions {
  /// The derivative of log Γ: reflected where x < 0, then by recurrence to x >= 10, then by its
  /// asymptotic series (Abramowitz and Stegun 6.3.7, 6.3.5, 6.3.18). NaN at the negative integers,
  /// and an infinity of the opposite sign at both zeros, as SciPy and PyTorch have it.
  static func digamma(_ x: Double) -> Double {
    if x == 0 { return x.sign == .minus ? .infinity : -.infinity }
    if x == .infinity || x.isNaN { return x }
    guard x > 0 else {
      let part = x - x.rounded(.down)
      if part == 0 || x == -.infinity { return .nan }
      return digamma(1 - x) - .pi / Double.tan(.pi * part)
    }
    var (x, shift) = (x, 0.0)
    while x < 10 {
      shift += 1 / x
      x += 1
    }
    let z = 1 / (x * x)
    let series =
      z
      * (1 / 12 - z
        * (1 / 120 - z
          * (1 / 252 - z
            * (1 / 240 - z
              * (1 / 132
                - z * (691 / 32760 - z / 12))))))
    return Double.log(x) - 0.5 / x - series - shift
  }

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
