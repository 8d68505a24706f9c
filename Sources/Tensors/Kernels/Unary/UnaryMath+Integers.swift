extension UnaryMath where Self: Arithmetic & FixedWidthInteger {
  @inline(__always) var isNaNValue: Bool { false }
  @inline(__always) var isFiniteValue: Bool { true }

  static func apply(_ op: UnaryOp, _ block: Block<Self>) {
    switch op {
    case .abs: block.map { $0.magnitudeValue }
    case .negative: block.map { 0 &- $0 }
    case .sign: block.map { $0.sign }
    case .square: block.map { $0 &* $0 }
    case .conj, .ceil, .floor, .trunc, .round: break
    case .bitwiseNot: block.map { ~$0 }
    case .scale(let scale, let bias, let biasAfterScale):
      let (scale, bias) = (Self(truncatingIfNeeded: Int64(scale)), whole(bias))
      if biasAfterScale {
        block.map { $0 &* scale &+ bias }
      } else {
        block.map { ($0 &+ bias) &* scale }
      }
    case .pow(let exponent):
      let exponent = UInt64(exponent)
      block.map { $0.raised(to: exponent) }
    case .clip(let low, let high): clip(block, low, high)
    case .hardtanh(let low, let high): clip(block, low, high)
    case .relu: clip(block, 0, nil)
    case .relu6: clip(block, 0, 6)
    case .thresholdedRelu(let threshold, let value):
      let (limit, value) = (Self(saturating: threshold), whole(value))
      let hasNone = threshold < Double(Self.min)
      block.map { !hasNone && $0 <= limit ? value : $0 }
    default: preconditionFailure("\(op) is no function of integers")
    }
  }

  private static func whole(_ value: Double) -> Self { Self(truncatingIfNeeded: Int64(value)) }

  private static func clip(_ block: Block<Self>, _ low: Double?, _ high: Double?) {
    if let low = low.map({ Self(saturating: $0) }) { block.map { $0 < low ? low : $0 } }
    if let high = high.map({ Self(saturating: $0) }) { block.map { $0 > high ? high : $0 } }
  }

  @inline(__always)
  private var sign: Self { self > 0 ? 1 : self == 0 ? 0 : 0 &- 1 }

  /// Wrapping, by squares.
  @inline(__always)
  func raised(to exponent: UInt64) -> Self {
    var (result, base, rest) = (1 as Self, self, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* base }
      base = base &* base
      rest >>= 1
    }
    return result
  }
}

extension UnaryMath where Self == Bool {
  @inline(__always) var isNaNValue: Bool { false }
  @inline(__always) var isFiniteValue: Bool { true }

  static func apply(_ op: UnaryOp, _ block: Block<Bool>) {
    switch op {
    case .bitwiseNot: block.map { !$0 }
    case .conj: break
    default: preconditionFailure("\(op) is no function of bool")
    }
  }
}
