import Elements

/// Elementwise arithmetic on tensors of one dtype, whose shapes are broadcast, or with a scalar that
/// is first converted to the dtype, which the result has. It is new and contiguous. Integers wrap;
/// the 16-bit floats compute in float32 and round once; on `bool`, adding is *or* and multiplying is
/// *and*.
extension DenseTensor {
  /// The sum of each two elements.
  public func adding(_ other: DenseTensor) -> DenseTensor { elementwise(.add, other) }
  /// Adds a number to each element.
  public func adding(_ scalar: Double) -> DenseTensor { elementwise(.add, spread(scalar)) }

  /// The difference of each two elements.
  public func subtracting(_ other: DenseTensor) -> DenseTensor { elementwise(.subtract, other) }
  /// Subtracts a number from each element.
  public func subtracting(_ scalar: Double) -> DenseTensor {
    elementwise(.subtract, spread(scalar))
  }

  /// The product of each two elements.
  public func multiplied(by other: DenseTensor) -> DenseTensor { elementwise(.multiply, other) }
  /// Multiplies each element by a number.
  public func multiplied(by scalar: Double) -> DenseTensor {
    elementwise(.multiply, spread(scalar))
  }

  /// Integers divide toward zero; dividing one by 0 gives 0.
  public func divided(by other: DenseTensor) -> DenseTensor { elementwise(quotient, other) }
  /// Divides each element by a number.
  public func divided(by scalar: Double) -> DenseTensor { elementwise(quotient, spread(scalar)) }

  /// The larger of each two; NaN wins. Not of complex numbers, which have no order.
  public func maximum(_ other: DenseTensor) -> DenseTensor { elementwise(.maximum, other) }
  /// The larger of each element and a number.
  public func maximum(_ scalar: Double) -> DenseTensor { elementwise(.maximum, spread(scalar)) }

  /// The smaller of each two; NaN wins. Not of complex numbers, which have no order.
  public func minimum(_ other: DenseTensor) -> DenseTensor { elementwise(.minimum, other) }
  /// The smaller of each element and a number.
  public func minimum(_ scalar: Double) -> DenseTensor { elementwise(.minimum, spread(scalar)) }

  /// The sign changed, also of zeros. Not of `bool`.
  public func negated() -> DenseTensor {
    elementwise(.negative)
  }

  /// The magnitude; of complex numbers too, with imaginary part 0. The lowest signed integer stays.
  public func absolute() -> DenseTensor {
    dtype == .bool ? copy() : elementwise(.abs).converted(to: dtype)
  }

  private func spread(_ scalar: Double) -> DenseTensor {
    DenseTensor(repeating: scalar, shape: [], dtype: dtype)
  }

  private var quotient: BinaryOp { dtype.isFloating ? .divide : .truncDivide }
}
