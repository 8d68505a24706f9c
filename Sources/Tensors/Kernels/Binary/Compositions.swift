import Elements

extension DenseTensor {
  /// The elementwise sum of tensors of one shape and dtype, added in their order; the 16-bit floats
  /// round once.
  public static func sum(of tensors: [DenseTensor]) -> DenseTensor {
    precondition(!tensors.isEmpty, "a sum of no tensors")
    let result = DenseTensor(shape: tensors[0].shape, dtype: tensors[0].dtype)
    fold(.sum, tensors, into: result)
    return result
  }

  /// `silu(self) * gate`; without a gate the last dim, of even extent, is cut into the two halves.
  public func swiglu(gate: DenseTensor? = nil) -> DenseTensor {
    if let gate { return elementwise(.swiglu, gate) }
    precondition(
      ndim > 0 && shape[ndim - 1] % 2 == 0, "swiglu cuts the last dim of shape \(shape) in halves")
    let half = shape[ndim - 1] / 2
    let parts = split(sizes: [half, half], dim: ndim - 1)
    return parts[0].elementwise(.swiglu, parts[1])
  }

  /// `(1 - epsilon) * self + epsilon * prior`, where the prior is broadcast along the last dim
  /// (the classes); without one it is `1 / classes`.
  ///
  /// - Parameter classes: the global number of classes, where the tensor has some of them only.
  public func labelSmoothed(
    epsilon: Double = 0.1, prior: DenseTensor? = nil, classes: Int? = nil
  ) -> DenseTensor {
    precondition(dtype.kind == .floatingPoint && ndim > 0, "label smoothing of \(dtype)\(shape)")
    guard let prior else {
      let classes = classes ?? shape[ndim - 1]
      return elementwise(.scale(1 - epsilon, bias: epsilon / Double(classes)))
    }
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let share = prior.converted(to: wide).elementwise(.scale(epsilon))
    return converted(to: wide).elementwise(.scale(1 - epsilon)).elementwise(.add, share)
      .converted(to: dtype)
  }
}
