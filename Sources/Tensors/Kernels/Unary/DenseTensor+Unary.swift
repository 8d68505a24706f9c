import Elements

extension DenseTensor {
  /// `op` of each element, as a new contiguous tensor of the same shape.
  ///
  /// The dtype is `op.resultDType(for: dtype)`, which must exist. The tensor may be strided, empty or
  /// 0-D. O(count).
  public func elementwise(_ op: UnaryOp) -> DenseTensor {
    guard let computed = op.computedDType(for: dtype), let target = op.resultDType(for: dtype)
    else { preconditionFailure("\(op) is not defined on \(dtype)") }
    let result = DenseTensor(shape: shape, dtype: target)
    guard !isEmpty else { return result }
    let op = target.kind == .floatingPoint && op == .pow(exponent: 2) ? .square : op
    if target == computed {
      let source = converted(to: computed)
      let kernel = UnaryKernel(op: op, source: source, result: result)
      if result.isWorthParts { kernel.runInParts() } else { withElementType(computed, kernel) }
    } else {
      LengthKernel.run(self, into: result)
    }
    return result
  }

  /// Whether `predicate` holds, by element; bool, of the same shape.
  public func tested(_ predicate: UnaryPredicate) -> DenseTensor {
    if predicate == .logicalNot, dtype == .bool { return elementwise(.bitwiseNot) }
    let result = DenseTensor(shape: shape, dtype: .bool)
    guard !isEmpty else { return result }
    result.inParts(areFlat: isContiguous) { part in
      withElementType(
        dtype, PredicateKernel(predicate: predicate, source: part(self), result: part(result)))
    }
    return result
  }
}

/// A question about one element. Integers and bool are finite; a complex number is NaN or infinite
/// if one of its parts is.
public enum UnaryPredicate: Hashable, Sendable {
  case isNaN, isInfinite, isFinite
  /// Whether the element is 0.
  case logicalNot
}
