import RealModule

extension BinaryMath where Self: FloatMath {
  static func apply(_ op: BinaryOp, _ block: Block<Self>, _ others: Lent<Self>) {
    switch op {
    case .add: block.map(others) { $0 + $1 }
    case .subtract: block.map(others) { $0 - $1 }
    case .multiply: block.map(others) { $0 * $1 }
    case .divide: block.map(others) { $0 / $1 }
    case .floorDivide: block.map(others) { floorDivide($0, $1) }
    case .remainder: block.map(others) { remainder($0, $1) }
    case .truncDivide: block.map(others) { ($0 / $1).rounded(.towardZero) }
    case .pow: unsafe raise(block.values, block.count, to: others.values)
    case .maximum: block.map(others) { $0 >= $1 || $0 != $0 ? $0 : $1 }
    case .minimum: block.map(others) { $0 <= $1 || $0 != $0 ? $0 : $1 }
    case .fmax: block.map(others) { $0 >= $1 || $1 != $1 ? $0 : $1 }
    case .fmin: block.map(others) { $0 <= $1 || $1 != $1 ? $0 : $1 }
    case .heaviside: block.map(others) { $0 < 0 ? 0 : $0 > 0 ? 1 : $0 == 0 ? $1 : $0 }
    case .atan2: block.map(others) { atan2(y: $0, x: $1) }
    case .swiglu:
      apply(UnaryOp.silu, block)
      block.map(others) { $0 * $1 }
    case .bitwiseAnd, .bitwiseOr, .bitwiseXor, .shiftLeft, .shiftRight:
      preconditionFailure("\(op) is no function of floats")
    }
  }

  /// With the divisor's sign; a zero has the dividend's, as PyTorch and Paddle have it.
  @inline(__always)
  private static func remainder(_ a: Self, _ b: Self) -> Self {
    let rest = a.truncatingRemainder(dividingBy: b)
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  /// The quotient of what the remainder leaves, so that both fit together, as NumPy has it.
  @inline(__always)
  private static func floorDivide(_ a: Self, _ b: Self) -> Self {
    if b == 0 { return a / b }
    let rest = a.truncatingRemainder(dividingBy: b)
    var quotient = (a - rest) / b
    if rest != 0, (b < 0) != (rest < 0) { quotient -= 1 }
    if quotient == 0 { return Self(signOf: a / b, magnitudeOf: 0) }
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }
}

extension Float {
  @inline(__always) var orderKey: UInt64 {
    if self != self { return UInt64(UInt32.max) }
    let bits = (self + 0).bitPattern
    return UInt64(bits >> 31 == 1 ? ~bits : bits | 1 << 31)
  }
}

extension Double {
  @inline(__always) var orderKey: UInt64 {
    if self != self { return .max }
    let bits = (self + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}
