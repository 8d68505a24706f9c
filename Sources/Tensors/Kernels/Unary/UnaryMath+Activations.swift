import RealModule

extension UnaryMath where Self: FloatMath {
  /// The activations, of floats.
  static func activate(_ op: UnaryOp, _ block: Block<Self>) {
    switch op {
    case .sigmoid: block.map { sigmoid($0) }
    case .relu: clip(block, 0, nil)
    case .relu6: clip(block, 0, 6)
    case .leakyRelu(let slope):
      let slope = Self(slope)
      block.map { $0 < 0 ? slope * $0 : $0 }
    case .elu(let alpha):
      let alpha = Self(alpha)
      block.map { $0 < 0 ? alpha * expMinusOne($0) : $0 }
    case .celu(let alpha):
      let alpha = Self(alpha)
      block.map { $0 < 0 ? alpha * expMinusOne($0 / alpha) : $0 }
    case .selu(let scale, let alpha):
      let (scale, slope) = (Self(scale), Self(scale * alpha))
      block.map { $0 < 0 ? slope * expMinusOne($0) : scale * $0 }
    case .gelu(approximate: false):
      let factor = Self(0.5.squareRoot())
      block.map { 0.5 * $0 * erfc(-factor * $0) }
    case .gelu(approximate: true):
      let (factor, cubic) = (Self((2 / Double.pi).squareRoot()), Self(0.044715))
      block.map { 0.5 * $0 * (1 + tanh(factor * ($0 + cubic * $0 * $0 * $0))) }
    case .silu: block.map { $0 * sigmoid($0) }
    case .swish(let beta):
      let beta = Self(beta)
      block.map { $0 * sigmoid(beta * $0) }
    case .mish: block.map { $0 * tanh(softplus($0)) }
    case .logSigmoid: block.map { -softplus(-$0) }
    case .softplus(let beta, let threshold):
      let (beta, threshold) = (Self(beta), Self(threshold))
      block.map { beta * $0 > threshold ? $0 : softplus(beta * $0) / beta }
    case .softsign: block.map { $0 / (1 + $0.magnitude) }
    default: shrink(op, block)
    }
  }

  /// The activations that are made of pieces.
  private static func shrink(_ op: UnaryOp, _ block: Block<Self>) {
    switch op {
    case .hardshrink(let threshold):
      let threshold = Self(threshold)
      block.map { $0.magnitude <= threshold ? 0 : $0 }
    case .softshrink(let threshold):
      let threshold = Self(threshold)
      block.map {
        $0 > threshold
          ? $0 - threshold : $0 < -threshold ? $0 + threshold : $0 != $0 ? $0 : 0
      }
    case .tanhShrink: block.map { $0 - tanh($0) }
    case .thresholdedRelu(let threshold, let value):
      let (threshold, value) = (Self(threshold), Self(value))
      block.map { $0 <= threshold ? value : $0 }
    case .hardtanh(let low, let high): clip(block, low, high)
    case .hardsigmoid(let slope, let offset):
      let (slope, offset) = (Self(slope), Self(offset))
      block.map { $0 * slope + offset }
      clip(block, 0, 1)
    case .hardswish(let threshold, let scale, let offset):
      let (threshold, factor, offset) = (Self(threshold), 1 / Self(scale), Self(offset))
      block.map {
        let gate = $0 + offset
        return $0 * (gate < 0 ? 0 : gate > threshold ? threshold : gate) * factor
      }
    case .stanh(let a, let b):
      let (a, b) = (Self(a), Self(b))
      block.map { b * tanh(a * $0) }
    default: preconditionFailure("\(op) is no function of floats")
    }
  }
}
