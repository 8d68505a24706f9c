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

  /// Between this tensor and `other` by `weight`, from the end that is nearer, so that weight 1 gives the other. All
  /// have one dtype, and broadcast; of 16-bit floats in float32, rounded once.
  public func lerp(_ other: DenseTensor, weight: DenseTensor) -> DenseTensor {
    let isPlain = [other, weight].allSatisfy { $0.shape == shape && $0.dtype == dtype }
    if isPlain, dtype.kind == .floatingPoint {
      let result = DenseTensor(shape: shape, dtype: dtype)
      MixKernel.run(contiguous(), other.contiguous(), weight.contiguous(), into: result)
      return result
    }
    let computed: DType = dtype == .float16 || dtype == .bfloat16 ? .float32 : dtype
    let (x, y) = (converted(to: computed), other.converted(to: computed))
    let weight = weight.converted(to: computed)
    let difference = y.elementwise(.subtract, x)
    let one = DenseTensor(ones: [], dtype: computed)
    let half = DenseTensor(scalar: 0.5).converted(to: .float64)
    let isNearX = weight.converted(to: .float64).compared(.less, half)
    let fromX = x.elementwise(.add, weight.elementwise(.multiply, difference))
    let fromY = y.elementwise(
      .subtract, one.elementwise(.subtract, weight).elementwise(.multiply, difference))
    return DenseTensor.where(isNearX, fromX, fromY).converted(to: dtype)
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
