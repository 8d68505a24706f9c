public import Elements

/// A function of two elements of one dtype; the names are NumPy's and Paddle's.
///
/// Integers wrap, and give 0 where they are divided by 0. The 16-bit floats compute in float32 and
/// round once.
public enum BinaryOp: String, CaseIterable, Hashable, Sendable {
  /// On bool *or* and *and*.
  case add, multiply
  case subtract
  /// True division: bool and integers are converted to `float32`.
  case divide
  /// Toward negative infinity, as NumPy does.
  case floorDivide
  /// What floor division leaves: it has the divisor's sign.
  case remainder
  /// Toward zero.
  case truncDivide
  /// C's `pow`. Integers wrap; to a negative power they give 0, but for 1 and -1.
  case pow
  /// The larger, the smaller; NaN wins.
  case maximum, minimum
  /// The larger, the smaller; a number wins over NaN.
  case fmax, fmin
  /// 0, the second, or 1, where the first is below, equal to, or above 0.
  case heaviside
  /// The angle of the point (second, first).
  case atan2
  /// Of integers, and of bool as logic.
  case bitwiseAnd, bitwiseOr, bitwiseXor
  /// Of integers. By the width and more, or by a negative number: 0, or the sign's bits on the right.
  case shiftLeft, shiftRight
  /// silu(first) * second.
  case swiglu
}

extension BinaryOp {
  /// The dtype that operands of `dtype` are computed in, converted to it first, and the result's; nil
  /// where the op has no meaning.
  public func computedDType(for dtype: DType) -> DType? {
    switch self {
    case .add, .multiply: dtype
    case .subtract, .pow: dtype == .bool ? nil : dtype
    case .divide: dtype.floating
    case .maximum, .minimum, .fmax, .fmin: dtype.kind == .complex ? nil : dtype
    case .floorDivide, .remainder, .truncDivide, .heaviside:
      dtype.kind == .complex || dtype == .bool ? nil : dtype
    case .atan2, .swiglu: dtype.kind == .complex ? nil : dtype.floating
    case .bitwiseAnd, .bitwiseOr, .bitwiseXor: dtype.isFloating ? nil : dtype
    case .shiftLeft, .shiftRight: dtype.isInteger ? dtype : nil
    }
  }
}

/// A comparison of two elements of one dtype. NaN equals nothing and is unordered; complex numbers
/// know only `equal` and `notEqual`.
public enum ComparisonOp: String, CaseIterable, Hashable, Sendable {
  case equal, notEqual, less, lessEqual, greater, greaterEqual
}

/// Logic on truths: whether an element is not 0. NaN is true.
public enum LogicalOp: String, CaseIterable, Hashable, Sendable {
  case and, or, xor
}
