import Elements

extension DenseTensor {
  /// The tensors divided by the loss scale, and whether an element of them is NaN or infinite (bool,
  /// 0-D): Paddle's `check_finite_and_unscale`. They are divided whatever was found, so that shards
  /// fare as the whole would.
  ///
  /// - Parameter scale: one float32 or float64 element. The 16-bit floats multiply by its inverse in
  ///   float32 and round once.
  package static func unscaling(
    _ tensors: [DenseTensor], by scale: DenseTensor
  ) -> (tensors: [DenseTensor], foundInfinite: DenseTensor) {
    precondition(
      scale.count == 1 && (scale.dtype == .float32 || scale.dtype == .float64),
      "a loss scale of \(scale.dtype)\(scale.shape)")
    let isFinite = tensors.allSatisfy { tensor in
      precondition(tensor.dtype.kind == .floatingPoint, "the unscaling of \(tensor.dtype)")
      return tensor.tested(.isFinite).reduced(.all).values(as: Bool.self)[0]
    }
    let value = scale.converted(to: .float64).values(as: Double.self)[0]
    return (tensors.map { $0.elementwise(.scale(1 / value)) }, DenseTensor(scalar: !isFinite))
  }
}
