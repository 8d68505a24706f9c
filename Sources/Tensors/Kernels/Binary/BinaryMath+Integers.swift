extension BinaryMath where Self: Arithmetic & FixedWidthInteger {
  static func apply(_ op: BinaryOp, _ block: Block<Self>, _ others: Lent<Self>) {
    switch op {
    case .add: block.map(others) { $0 &+ $1 }
    case .subtract: block.map(others) { $0 &- $1 }
    case .multiply: block.map(others) { $0 &* $1 }
    case .truncDivide: block.map(others) { divide($0, $1) }
    case .floorDivide:
      block.map(others) {
        let quotient = divide($0, $1)
        let isBelow = ($0 < 0) != ($1 < 0) && $1 != 0 && quotient &* $1 != $0
        return isBelow ? quotient &- 1 : quotient
      }
    case .remainder:
      block.map(others) {
        if $1 == 0 { return 0 }
        let rest = $0.remainderReportingOverflow(dividingBy: $1).partialValue
        return rest != 0 && (rest < 0) != ($1 < 0) ? rest &+ $1 : rest
      }
    case .pow: block.map(others) { power($0, $1) }
    case .maximum, .fmax: block.map(others) { maximum($0, $1) }
    case .minimum, .fmin: block.map(others) { minimum($0, $1) }
    case .heaviside: block.map(others) { $0 < 0 ? 0 : $0 == 0 ? $1 : 1 }
    case .bitwiseAnd: block.map(others) { $0 & $1 }
    case .bitwiseOr: block.map(others) { $0 | $1 }
    case .bitwiseXor: block.map(others) { $0 ^ $1 }
    case .shiftLeft: block.map(others) { $1 < 0 || $1 >= bitWidth ? 0 : $0 &<< $1 }
    case .shiftRight:
      block.map(others) { $1 < 0 || $1 >= bitWidth ? ($0 < 0 ? 0 &- 1 : 0) : $0 &>> $1 }
    case .divide, .atan2, .swiglu: preconditionFailure("\(op) is no function of integers")
    }
  }

  @inline(__always)
  private static func power(_ base: Self, _ exponent: Self) -> Self {
    if exponent >= 0 { return base.raised(to: UInt64(exponent)) }
    if base == 1 { return 1 }
    return base == 0 &- 1 ? (exponent & 1 == 0 ? 1 : base) : 0
  }

  @inline(__always) var orderKey: UInt64 {
    Self.isSigned
      ? UInt64(truncatingIfNeeded: self &- .min) & (.max >> UInt64(64 - Self.bitWidth))
      : UInt64(truncatingIfNeeded: self)
  }
}

extension BinaryMath where Self == Bool {
  static func apply(_ op: BinaryOp, _ block: Block<Bool>, _ others: Lent<Bool>) {
    switch op {
    case .add, .bitwiseOr, .maximum, .fmax: block.map(others) { $0 || $1 }
    case .multiply, .bitwiseAnd, .minimum, .fmin: block.map(others) { $0 && $1 }
    case .bitwiseXor: block.map(others) { $0 != $1 }
    default: preconditionFailure("\(op) is no function of bool")
    }
  }

  static func compare(
    _ op: ComparisonOp, _ first: Lent<Bool>, _ second: Lent<Bool>, into answers: Block<Bool>
  ) {
    switch op {
    case .equal: first.write(second, answers) { $0 == $1 }
    case .notEqual: first.write(second, answers) { $0 != $1 }
    case .less: first.write(second, answers) { !$0 && $1 }
    case .lessEqual: first.write(second, answers) { !$0 || $1 }
    case .greater: first.write(second, answers) { $0 && !$1 }
    case .greaterEqual: first.write(second, answers) { $0 || !$1 }
    }
  }

  @inline(__always) var orderKey: UInt64 { self ? 1 : 0 }
}
