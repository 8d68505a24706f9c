public import Elements

extension UnaryOp {
  /// The dtype that an input of `dtype` is computed in, converted to it first: functions of real
  /// numbers take integers and bool as `float32`. Nil where the op has no meaning.
  public func computedDType(for dtype: DType) -> DType? {
    switch domain {
    case .bits: dtype.isFloating ? nil : dtype
    case .numbers: dtype == .bool ? nil : dtype
    case .orderedNumbers: dtype == .bool || dtype.kind == .complex ? nil : dtype
    case .anything: dtype
    case .complex: dtype.floating
    case .real: dtype.kind == .complex ? nil : dtype.floating
    case .fractions:
      dtype.kind == .complex && !isOfComplex ? nil : dtype.floating
    }
  }

  /// The dtype of the result: the computed one, but `float32` for the length of complex numbers.
  public func resultDType(for dtype: DType) -> DType? {
    guard let computed = computedDType(for: dtype) else { return nil }
    return self == .abs && computed == .complex64 ? .float32 : computed
  }

  private enum Domain { case bits, anything, numbers, orderedNumbers, fractions, complex, real }

  private var domain: Domain {
    switch self {
    case .bitwiseNot: .bits
    case .conj: .anything
    case .abs, .negative, .sign, .square: .numbers
    case .relu, .relu6, .ceil, .floor, .trunc: .orderedNumbers
    case .round(let decimals): decimals == 0 ? .orderedNumbers : .real
    case .scale(let scale, let bias, _): Self.areWhole(scale, bias) ? .numbers : .fractions
    case .pow(let exponent): Self.areWhole(exponent) && exponent >= 0 ? .numbers : .fractions
    case .clip(let low, let high): Self.areWhole(low ?? 0, high ?? 0) ? .orderedNumbers : .real
    case .hardtanh(let low, let high): Self.areWhole(low, high) ? .orderedNumbers : .real
    case .thresholdedRelu(let threshold, let value):
      Self.areWhole(threshold, value) ? .orderedNumbers : .real
    case .exp, .expm1, .log, .log1p, .sqrt, .rsqrt, .reciprocal, .sin, .cos, .tan, .asin, .acos,
      .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .sigmoid:
      .complex
    default: .real
    }
  }

  private var isOfComplex: Bool {
    switch self {
    case .scale, .pow: true
    default: false
    }
  }

  private static func areWhole(_ values: Double...) -> Bool {
    values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p63 }
  }
}
