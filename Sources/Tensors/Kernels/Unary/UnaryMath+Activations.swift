import RealModule

extension UnaryMath where Self: FloatMath {
  /// The activations that are made of pieces; the others are computed by vectors.
  static func activate(_ op: UnaryOp, _ block: Block<Self>) {
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
    case .thresholdedRelu(let threshold, let value):
      let (threshold, value) = (Self(threshold), Self(value))
      block.map { $0 <= threshold ? value : $0 }
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
    default: preconditionFailure("\(op) is no function of floats")
    }
  }
}
