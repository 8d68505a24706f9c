import Tensors

/// Elementwise functions of two tensors, broadcast from the right, in the dtype that both promote to.
extension Kernel {
  static let add = binary(.add)
  static let subtract = binary(.subtract)
  static let multiply = binary(.multiply)
  static let divide = binary(.divide)
  static let floorDivide = binary(.floorDivide)
  static let remainder = binary(.remainder)
  static let truncDivide = binary(.truncDivide)
  static let elementwisePow = binary(.pow)
  static let maximum = binary(.maximum)
  static let minimum = binary(.minimum)
  static let fmax = binary(.fmax)
  static let fmin = binary(.fmin)
  static let heaviside = binary(.heaviside)
  static let bitwiseAnd = binary(.bitwiseAnd)
  static let bitwiseOr = binary(.bitwiseOr)
  static let bitwiseXor = binary(.bitwiseXor)

  static let equal = comparison(.equal)
  static let notEqual = comparison(.notEqual)
  static let lessThan = comparison(.less)
  static let lessEqual = comparison(.lessEqual)
  static let greaterThan = comparison(.greater)
  static let greaterEqual = comparison(.greaterEqual)

  static let logicalAnd = logical(.and)
  static let logicalOr = logical(.or)
  static let logicalXor = logical(.xor)

  static func binary(_ op: BinaryOp) -> Kernel {
    single { call in
      let dtype = call.dtypes[0]
      let (x, y) = (call.tensor(0), call.tensor(1))
      if x.dtype == dtype, y.dtype == dtype { return x.elementwise(op, y) }
      return x.converted(to: dtype).elementwise(op, y.converted(to: dtype))
    }
  }

  private static func comparison(_ op: ComparisonOp) -> Kernel {
    single { call in
      let (x, y) = (call.tensor(0), call.tensor(1))
      let dtype = x.dtype.promoted(with: y.dtype) ?? x.dtype
      return x.converted(to: dtype).compared(op, y.converted(to: dtype))
    }
  }

  private static func logical(_ op: LogicalOp) -> Kernel {
    single { $0.tensor(0).logical(op, $0.tensor(1)) }
  }
}
