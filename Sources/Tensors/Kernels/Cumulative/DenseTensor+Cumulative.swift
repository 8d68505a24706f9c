import Elements

/// How a cumulative op goes along its axis.
public struct CumulativeOptions: Hashable, Sendable {
  /// Whether an element's own value is left out: the first result is then the op's identity.
  public var isExclusive: Bool
  /// Whether it starts at the axis's end.
  public var isReversed: Bool

  /// How a cumulative op goes along its axis.
  public init(isExclusive: Bool = false, isReversed: Bool = false) {
    self.isExclusive = isExclusive
    self.isReversed = isReversed
  }
}

/// Along `axis`, or along the flattened tensor where it is nil. The tensor may be strided, empty or
/// 0-D (one element, where `axis` is nil). Values fold one after the other; O(count).
extension DenseTensor {
  /// Sums of the elements up to each. Bool and integers as `ReductionOp.sum` has them: they wrap in
  /// 64 bits; the 16-bit floats accumulate in float32.
  public func cumulativeSum(
    axis: Int? = nil, options: CumulativeOptions = CumulativeOptions()
  ) -> DenseTensor {
    cumulative(.add, ReductionOp.sum.resultDType(for: dtype)!, axis, options)
  }

  /// Products of the elements up to each, with the dtypes of `cumulativeSum`.
  public func cumulativeProduct(
    axis: Int? = nil, options: CumulativeOptions = CumulativeOptions()
  ) -> DenseTensor {
    cumulative(.multiply, ReductionOp.prod.resultDType(for: dtype)!, axis, options)
  }

  /// The largest element up to each, and its index along the axis (`int64`).
  ///
  /// Of equal ones the last, and once there was a NaN the last NaN, as PyTorch and Paddle have it.
  /// Of every dtype with an order.
  public func cumulativeMax(axis: Int? = nil) -> (values: DenseTensor, indices: DenseTensor) {
    cumulativeExtremum(isMax: true, axis)
  }

  /// As `cumulativeMax`, of the smallest element.
  public func cumulativeMin(axis: Int? = nil) -> (values: DenseTensor, indices: DenseTensor) {
    cumulativeExtremum(isMax: false, axis)
  }

  private func cumulative(
    _ op: FoldOp, _ target: DType, _ axis: Int?, _ options: CumulativeOptions
  ) -> DenseTensor {
    guard let axis else { return flattened().cumulative(op, target, 0, options) }
    let result = DenseTensor(shape: shape, dtype: target)
    guard !isEmpty else { return result }
    let (from, to) = (converted(to: target), result)
    let scan = Scan(
      op: op, axis: checked(axis), isExclusive: options.isExclusive,
      source: options.isReversed ? from.reversed(axis) : from,
      result: options.isReversed ? to.reversed(axis) : to)
    withElementType(target, scan)
    return result
  }

  private func cumulativeExtremum(
    isMax: Bool, _ axis: Int?
  ) -> (values: DenseTensor, indices: DenseTensor) {
    guard let axis else { return flattened().cumulativeExtremum(isMax: isMax, 0) }
    precondition(dtype.kind != .complex, "complex numbers have no order")
    let values = DenseTensor(shape: shape, dtype: dtype)
    let indices = DenseTensor(shape: shape, dtype: .int64)
    if !isEmpty {
      withElementType(
        dtype,
        ExtremumScan(
          isMax: isMax, axis: checked(axis), source: self, values: values, indices: indices))
    }
    return (values, indices)
  }

  /// A view with the indices of one dim turned round.
  private func reversed(_ dim: Int) -> DenseTensor {
    strided(dim: dim, start: shape[dim] - 1, count: shape[dim], step: -1)
  }
}
