import RealModule

extension UnaryMath where Self: FloatMath {
  @inline(__always) var isNaNValue: Bool { self != self }
  @inline(__always) var isFiniteValue: Bool { magnitude < .infinity }

  static func apply(_ op: UnaryOp, _ block: Block<Self>) {
    switch op {
    case .abs: block.map { $0.magnitude }
    case .negative: block.map { -$0 }
    case .sign: block.map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0 }
    case .square: block.map { $0 * $0 }
    case .conj: break
    case .scale(let scale, let bias, let biasAfterScale):
      let (scale, bias) = (Self(scale), Self(bias))
      if biasAfterScale {
        block.map { $0 * scale + bias }
      } else {
        block.map { ($0 + bias) * scale }
      }
    case .pow(let exponent): raise(block, to: Self(exponent))
    case .clip(let low, let high): clip(block, low, high)
    case .ceil: block.map { $0.rounded(.up) }
    case .floor: block.map { $0.rounded(.down) }
    case .trunc: block.map { $0.rounded(.towardZero) }
    case .round(let decimals): round(block, decimals)
    case .exp: block.map { exp($0) }
    case .expm1: block.map { expMinusOne($0) }
    case .exp2: block.map { exp2($0) }
    case .log: block.map { log($0) }
    case .log1p: block.map { log(onePlus: $0) }
    case .log2: block.map { log2($0) }
    case .log10: block.map { log10($0) }
    case .sqrt: block.map { $0.squareRoot() }
    case .rsqrt: block.map { 1 / $0.squareRoot() }
    case .reciprocal: block.map { 1 / $0 }
    case .sin: block.map { sin($0) }
    case .cos: block.map { cos($0) }
    case .tan: block.map { tan($0) }
    case .asin: block.map { asin($0) }
    case .acos: block.map { acos($0) }
    case .atan: block.map { atan($0) }
    case .sinh: block.map { sinh($0) }
    case .cosh: block.map { cosh($0) }
    case .tanh: block.map { tanh($0) }
    case .asinh: block.map { asinh($0) }
    case .acosh: block.map { acosh($0) }
    case .atanh: block.map { atanh($0) }
    case .erf: block.map { erf($0) }
    case .erfc: block.map { erfc($0) }
    case .erfinv: block.map { Self(SpecialFunctions.erfinv(Double($0))) }
    case .lgamma: block.map { $0.isInfinite ? .infinity : logGamma($0) }
    case .digamma: block.map { Self(SpecialFunctions.digamma(Double($0))) }
    case .logit(let eps): logit(block, eps)
    case .bitwiseNot: preconditionFailure("bitwise not of floats")
    default: activate(op, block)
    }
  }

  private static func raise(_ block: Block<Self>, to exponent: Self) {
    switch exponent {
    case 0.5: block.map { power($0, 0.5) }
    case 1: break
    case 2: block.map { $0 * $0 }
    case -1: block.map { 1 / $0 }
    default: block.map { power($0, exponent) }
    }
  }

  /// NaN passes: it is neither below nor above anything.
  @inline(__always)
  static func clip(_ block: Block<Self>, _ low: Double?, _ high: Double?) {
    if let low = low.map({ Self($0) }) { block.map { $0 < low ? low : $0 } }
    if let high = high.map({ Self($0) }) { block.map { $0 > high ? high : $0 } }
  }

  /// What overflows when it is scaled has no digit there: it stays. Beyond all digits is nothing.
  private static func round(_ block: Block<Self>, _ decimals: Int) {
    guard decimals != 0 else { return block.map { $0.rounded(.toNearestOrEven) } }
    let scale = power(10, Self(decimals.magnitude))
    if decimals > 0 {
      block.map { x in
        let scaled = x * scale
        return scaled.isFinite ? scaled.rounded(.toNearestOrEven) / scale : x
      }
    } else if scale.isFinite {
      block.map { ($0 / scale).rounded(.toNearestOrEven) * scale }
    } else {
      block.map { $0.isFinite ? $0 * 0 : $0 }
    }
  }

  private static func logit(_ block: Block<Self>, _ eps: Double?) {
    if let eps { clip(block, eps, 1 - eps) }
    block.map { log($0 / (1 - $0)) }
  }
}

extension Arithmetic where Self: FloatMath {
  /// Without overflow: the exponent is never positive.
  @inline(__always)
  static func sigmoid(_ x: Self) -> Self {
    let e = exp(-x.magnitude)
    return (x >= 0 ? 1 : e) / (1 + e)
  }

  /// log(1 + exp(x)) without overflow.
  @inline(__always)
  static func softplus(_ x: Self) -> Self {
    (x > 0 ? x : x != x ? x : 0) + log(onePlus: exp(-x.magnitude))
  }
}
