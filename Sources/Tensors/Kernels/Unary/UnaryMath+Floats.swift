import RealModule

extension UnaryMath where Self: FloatMath {
  @inline(__always) var isNaNValue: Bool { self != self }
  @inline(__always) var isFiniteValue: Bool { magnitude < .infinity }

  static func apply(_ op: UnaryOp, _ block: Block<Self>) {
    if let function = VectorFunction(op),
      unsafe function.map(block.values, into: block.values, block.count)
    {
      return
    }
    switch op {
    case .conj: break
    case .pow(let exponent): raise(block, to: Self(exponent))
    case .round(let decimals): round(block, decimals)
    case .erfinv: block.map { Self(SpecialFunctions.erfinv(Double($0))) }
    case .polygamma(order: 0): apply(.digamma, block)
    case .polygamma(let order):
      let function = Polygamma(order: order)
      block.map { Self(function(Double($0))) }
    case .logit(let eps): logit(block, eps)
    default: preconditionFailure("\(op) is no function of floats")
    }
  }

  private static func raise(_ block: Block<Self>, to exponent: Self) {
    switch exponent {
    case 0.5: block.map { power($0, 0.5) }
    case 1: break
    case 2: block.map { $0 * $0 }
    default: block.map { 1 / $0 }
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
