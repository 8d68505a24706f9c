import Elements

/// Elementwise arithmetic on tensors of one shape and dtype, or with a scalar that is first converted
/// to the dtype. The result is new and contiguous. Integers wrap; the 16-bit floats compute in
/// float32 and round once; on `bool`, adding is *or* and multiplying is *and*.
extension DenseTensor {
  /// The sum of each two elements.
  public func adding(_ other: DenseTensor) -> DenseTensor { combined(.add, other) }
  public func adding(_ scalar: Double) -> DenseTensor { combined(.add, spread(scalar)) }

  /// The difference of each two elements.
  public func subtracting(_ other: DenseTensor) -> DenseTensor { combined(.subtract, other) }
  public func subtracting(_ scalar: Double) -> DenseTensor { combined(.subtract, spread(scalar)) }

  /// The product of each two elements.
  public func multiplied(by other: DenseTensor) -> DenseTensor { combined(.multiply, other) }
  public func multiplied(by scalar: Double) -> DenseTensor { combined(.multiply, spread(scalar)) }

  /// Integers divide toward zero; dividing one by 0 gives 0.
  public func divided(by other: DenseTensor) -> DenseTensor { combined(.divide, other) }
  public func divided(by scalar: Double) -> DenseTensor { combined(.divide, spread(scalar)) }

  /// The larger of each two; NaN wins. Not of complex numbers, which have no order.
  public func maximum(_ other: DenseTensor) -> DenseTensor { combined(.maximum, other) }
  public func maximum(_ scalar: Double) -> DenseTensor { combined(.maximum, spread(scalar)) }

  /// The smaller of each two; NaN wins. Not of complex numbers, which have no order.
  public func minimum(_ other: DenseTensor) -> DenseTensor { combined(.minimum, other) }
  public func minimum(_ scalar: Double) -> DenseTensor { combined(.minimum, spread(scalar)) }

  /// The sign changed, also of zeros. Not of `bool`.
  public func negated() -> DenseTensor {
    precondition(dtype != .bool, "bool has no negative values")
    let isFloating = dtype.kind == .floatingPoint || dtype.kind == .complex
    return isFloating ? multiplied(by: -1) : spread(0).combined(.subtract, self)
  }

  /// The magnitude; of complex numbers too, with imaginary part 0. The lowest signed integer stays.
  public func absolute() -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype)
    if !isEmpty { withElementType(dtype, Magnitudes(source: self, result: result)) }
    return result
  }

  private func spread(_ scalar: Double) -> DenseTensor {
    DenseTensor(repeating: scalar, shape: [], dtype: dtype).expanded(to: shape)
  }

  func combined(_ op: BinaryOp, _ other: DenseTensor) -> DenseTensor {
    precondition(
      shape == other.shape && dtype == other.dtype,
      "\(op) of \(dtype)\(shape) and \(other.dtype)\(other.shape)")
    let isOrdering = op == .maximum || op == .minimum
    precondition(dtype.kind != .complex || !isOrdering, "complex numbers have no order")
    precondition(
      dtype != .bool || op != .subtract && op != .divide, "\(op) is not defined on bool")
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return result }
    withElementType(
      dtype, Elementwise(op: op, first: self, second: other, result: result))
    return result
  }
}
