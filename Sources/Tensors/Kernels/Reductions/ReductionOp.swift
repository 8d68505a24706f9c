public import Elements

/// What a set of axes is reduced by.
///
/// Of no elements: the identity (0, 1, false, true, the dtype's lowest for `max`, its highest for
/// `min`, -infinity for `logSumExp`), so that an empty shard leaves a fold unchanged; `mean` and
/// `variance` give NaN. NaN wins in `max` and `min`.
public enum ReductionOp: Hashable, Sendable {
  /// Of bool and signed integers in `int64`, of unsigned ones in `uint64`; they wrap.
  case sum, prod
  /// Of bool and integers in `float32`.
  case mean
  /// Also under the names `amax` and `amin`.
  case max, min
  /// Whether any element, whether every element is not 0; bool. NaN is not 0.
  case any, all
  /// log(sum(exp(x))), without overflow.
  case logSumExp
  /// (sum |x|^p)^(1/p); the count of what is not 0 for p = 0; max |x| and min |x| for p = ±infinity.
  case norm(p: Double = 2)
  /// sum |x|^2.
  case squaredL2Norm
  /// sum (x - mean)^2 / (n - correction), where a negative divisor counts as 0.
  case variance(correction: Double = 1)
}

extension ReductionOp {
  /// The dtype of the result; nil if the op has no meaning. Norms of complex numbers are real.
  public func resultDType(for dtype: DType) -> DType? {
    switch self {
    case .sum, .prod:
      switch dtype.kind {
      case .boolean, .signedInteger: .int64
      case .unsignedInteger: .uint64
      default: dtype
      }
    case .mean: dtype.floating
    case .max, .min: dtype.kind == .complex ? nil : dtype
    case .any, .all: .bool
    case .norm, .squaredL2Norm: dtype.kind == .complex ? .float32 : dtype.floating
    case .logSumExp, .variance: dtype.kind == .complex ? nil : dtype.floating
    }
  }
}
