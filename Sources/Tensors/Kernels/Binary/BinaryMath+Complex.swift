import ComplexModule

extension Complex: BinaryMath where RealType == Float {
  static func apply(_ op: BinaryOp, _ block: Block<Complex>, _ others: Lent<Complex>) {
    switch op {
    case .add: block.map(others) { add($0, $1) }
    case .subtract: block.map(others) { subtract($0, $1) }
    case .multiply: block.map(others) { multiply($0, $1) }
    case .divide: block.map(others) { divide($0, $1) }
    case .pow: block.map(others) { $1.isZero ? unit : pow($0, $1) }
    default: preconditionFailure("\(op) is no function of complex numbers")
    }
  }

  /// By parts: a number with a NaN in it equals nothing.
  static func compare(
    _ op: ComparisonOp, _ first: Lent<Complex>, _ second: Lent<Complex>, into answers: Block<Bool>
  ) {
    switch op {
    case .equal: first.write(second, answers) { haveEqualParts($0, $1) }
    case .notEqual: first.write(second, answers) { !haveEqualParts($0, $1) }
    default: preconditionFailure("complex numbers have no order")
    }
  }

  @inline(__always)
  private static func haveEqualParts(_ a: Complex, _ b: Complex) -> Bool {
    a.rawStorage.x == b.rawStorage.x && a.rawStorage.y == b.rawStorage.y
  }

  var orderKey: UInt64 { preconditionFailure("complex numbers have no order") }
}
