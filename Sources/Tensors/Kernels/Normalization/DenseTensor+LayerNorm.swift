import Elements

extension DenseTensor {
  /// Layer normalization (Ba et al. 2016) over the dims from `axis` on:
  /// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, the variance being the mean square.
  ///
  /// `scale` and `bias` have as many elements as those dims together; this dtype or the statistics'.
  /// Mean and variance have the shape of the other dims, in float32 (of float64: float64).
  public func layerNorm(
    axis: Int, scale: DenseTensor? = nil, bias: DenseTensor? = nil, epsilon: Double = 1e-5
  ) -> (result: DenseTensor, mean: DenseTensor, variance: DenseTensor) {
    let length = Self.count(of: Array(shape[checked(axis)...]))
    let kept = Array(shape[..<axis])
    let mean = DenseTensor(zeros: kept, dtype: dtype.accumulatorDType)
    let variance = DenseTensor(zeros: kept, dtype: dtype.accumulatorDType)
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return (result, mean, variance) }
    withRealType(
      dtype,
      LayerNorm(
        source: contiguous(), result: result, length: length,
        scale: scale?.asParameter(of: self, count: length, "scale"),
        bias: bias?.asParameter(of: self, count: length, "bias"), epsilon: epsilon, mean: mean,
        spread: variance))
    return (result, mean, variance)
  }

  /// Root mean square normalization (Zhang and Sennrich 2019) over the dims from `axis` on:
  /// `x / sqrt(mean(x²) + epsilon) * scale + bias`.
  ///
  /// As `layerNorm`; the second result is `1 / sqrt(mean(x²) + epsilon)`.
  public func rmsNorm(
    axis: Int, scale: DenseTensor? = nil, bias: DenseTensor? = nil, epsilon: Double = 1e-6
  ) -> (result: DenseTensor, inverse: DenseTensor) {
    let length = Self.count(of: Array(shape[checked(axis)...]))
    let inverse = DenseTensor(zeros: Array(shape[..<axis]), dtype: dtype.accumulatorDType)
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return (result, inverse) }
    withRealType(
      dtype,
      LayerNorm(
        source: contiguous(), result: result, length: length,
        scale: scale?.asParameter(of: self, count: length, "scale"),
        bias: bias?.asParameter(of: self, count: length, "bias"), epsilon: epsilon, mean: nil,
        spread: inverse))
    return (result, inverse)
  }

  /// This scale or bias of a normalization as contiguous accumulators.
  func asParameter(of input: DenseTensor, count: Int, _ name: String) -> DenseTensor {
    let wide = input.dtype.accumulatorDType
    precondition(
      self.count == count && (dtype == input.dtype || dtype == wide),
      "a \(name) \(dtype)\(shape) for the normalization of \(input.dtype)\(input.shape), which "
        + "takes \(count) elements")
    return converted(to: wide).contiguous()
  }
}

private struct LayerNorm: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let length: Int
  let scale: DenseTensor?
  let bias: DenseTensor?
  let epsilon: Double
  /// Nil where nothing is subtracted; then `spread` becomes the factor, not the variance.
  let mean: DenseTensor?
  let spread: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let means = unsafe mean?.mutablePointer(as: A.self)
    let spreads = unsafe spread.mutablePointer(as: A.self)
    let scales = unsafe scale?.pointer(as: A.self)
    let biases = unsafe bias?.pointer(as: A.self)
    let epsilon = A(epsilon)
    unsafe Rows(source, length: length, as: type).map(into: result) { row, values in
      var center = A.zero
      var factor: A
      if let means = unsafe means {
        let moments = unsafe RowMath.moments(values, length)
        center = moments.mean
        unsafe means[row] = center
        unsafe spreads[row] = moments.variance
        factor = 1 / (moments.variance + epsilon).squareRoot()
      } else {
        let square = unsafe A.squares(values, length, around: 0) / A(length)
        factor = 1 / (square + epsilon).squareRoot()
        unsafe spreads[row] = factor
      }
      unsafe A.normalise(
        values, length, center: center, factor: factor, scales: scales, biases: biases)
    }
  }
}
