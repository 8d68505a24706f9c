import Elements
import Programs
import Sharding
import Tensors

extension DistTensor {
  /// A step of Lamb (You et al., 2019, algorithm 2): Adam's step and the decay, as long as the parameter is in
  /// proportion. Numbers of 16 bits are computed in 32.
  ///
  /// The norms are those of the whole parameter and of the whole step, in float64: ranks that have pieces of it add up
  /// their squares, one all-reduce of a number each.
  ///
  /// - Parameters:
  ///   - moments: the means of the gradients and of their squares so far.
  ///   - count: the number of steps, this one among them.
  /// - Returns: the parameter after it, and the moments.
  func lamb(
    _ gradient: DistTensor, moments: (DistTensor, DistTensor), rate: Double, decay: Double,
    betas: (Double, Double), epsilon: Double, count: Int
  ) throws(TesseraError) -> (parameter: DistTensor, moments: (DistTensor, DistTensor)) {
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let (parameter, gradient) = (try cast(wide), try gradient.cast(wide))
    func power(_ beta: Double) -> Double { (0..<count).reduce(1) { product, _ in product * beta } }
    let first = try moments.0.cast(wide) * betas.0 + gradient * (1 - betas.0)
    let second = try moments.1.cast(wide) * betas.1 + gradient.square() * (1 - betas.1)
    let spread = try (second * (1 / (1 - power(betas.1)))).sqrt() + epsilon
    var step = try first * (1 / (1 - power(betas.0))) / spread
    if decay != 0 { step = try step + parameter * decay }
    let (length, stepLength) = (try parameter.norm(), try step.norm())
    let isPlain = try length * stepLength .<= 0
    let ratio = try length.scalar(1, dtype: .float64).where(isPlain, otherwise: length / stepLength)
    let moved = try parameter - step * (ratio * rate).cast(wide)
    return (
      try moved.cast(dtype).resharded(to: attr),
      (
        try first.cast(moments.0.dtype).resharded(to: moments.0.attr),
        try second.cast(moments.1.dtype).resharded(to: moments.1.attr)
      )
    )
  }

  /// The root of the sum of all squares, each element once, the same on all ranks.
  private func norm() throws(TesseraError) -> DistTensor {
    try cast(.float64).square().sum().resharded(to: .replicated(on: mesh)).sqrt()
  }
}
