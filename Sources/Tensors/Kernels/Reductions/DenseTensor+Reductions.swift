extension DenseTensor {
  /// `op` over `axes`, or over all of them where that is nil; none (`[]`) reduces single elements.
  ///
  /// The axes lie in 0 ..< ndim, each once. The result is contiguous, its dtype
  /// `op.resultDType(for: dtype)`, which must exist; with `keepDims` the axes stay, of extent 1.
  /// Sums are pairwise in blocks of `kernelBlock`, and the blocks' in cascades of 64, in a fixed order;
  /// the 16-bit floats accumulate in float32 and round once. O(count).
  public func reduced(
    _ op: ReductionOp, axes: [Int]? = nil, keepDims: Bool = false
  ) -> DenseTensor {
    let axes = axes ?? Array(shape.indices)
    precondition(Set(axes).count == axes.count, "\(axes) names an axis twice")
    guard let target = op.resultDType(for: dtype) else {
      preconditionFailure("\(op) is not defined on \(dtype)")
    }
    let frame = ReductionFrame(source: self, axes: Set(axes.map(checked)))
    let result = frame.reduce(op, to: target)
    return result.reshaped(to: keepDims ? frame.keptShape : frame.droppedShape)
  }
}
