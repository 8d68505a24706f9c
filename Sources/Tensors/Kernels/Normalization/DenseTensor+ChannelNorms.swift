extension DenseTensor {
  /// Group normalization (Wu and He 2018) of `[n, c, …]`: each sample's channels in `groups` equal
  /// groups, each normalized over its channels and all further dims; scale and bias by channel.
  ///
  /// Mean and variance have the shape `[n, groups]`, in float32 (of float64: float64).
  public func groupNorm(
    groups: Int, scale: DenseTensor? = nil, bias: DenseTensor? = nil, epsilon: Double = 1e-5
  ) -> (result: DenseTensor, mean: DenseTensor, variance: DenseTensor) {
    precondition(
      ndim >= 2 && groups > 0 && shape[1] % groups == 0,
      "\(groups) groups of the channels of shape \(shape)")
    let wide = dtype.accumulatorDType
    let mean = DenseTensor(zeros: [shape[0], groups], dtype: wide)
    let variance = DenseTensor(zeros: [shape[0], groups], dtype: wide)
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !isEmpty else { return (result, mean, variance) }
    withRealType(
      dtype,
      ChannelNorm(
        source: contiguous(), result: result, channels: shape[1] / groups, groups: groups,
        rows: mean.count, scale: scale?.asParameter(of: self, count: shape[1], "scale"),
        bias: bias?.asParameter(of: self, count: shape[1], "bias"), epsilon: epsilon,
        statistics: .computed, mean: mean, variance: variance))
    return (result, mean, variance)
  }

  /// Instance normalization (Ulyanov et al. 2016) of `[n, c, …]`: each channel of each sample alone.
  ///
  /// As Paddle's `instance_norm`: the saved mean and `1 / sqrt(variance + epsilon)` have the shape
  /// `[n * c]`.
  public func instanceNorm(
    scale: DenseTensor? = nil, bias: DenseTensor? = nil, epsilon: Double = 1e-5
  ) -> (result: DenseTensor, mean: DenseTensor, inverse: DenseTensor) {
    precondition(ndim >= 2, "an instance normalization of shape \(shape)")
    let (result, mean, variance) = groupNorm(
      groups: max(1, shape[1]), scale: scale, bias: bias, epsilon: epsilon)
    let count = shape[0] * shape[1]
    let inverse = variance.inverseRoot(epsilon: epsilon).reshaped(to: [-1]).slice(
      offsets: [0], sizes: [count])
    return (result, mean.reshaped(to: [-1]).slice(offsets: [0], sizes: [count]), inverse)
  }

  /// `1 / sqrt(x + epsilon)`.
  func inverseRoot(epsilon: Double) -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype)
    if !isEmpty {
      withRealType(dtype, InverseRoot(source: contiguous(), result: result, epsilon: epsilon))
    }
    return result
  }
}

private struct InverseRoot: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let epsilon: Double

  func visit<T: RealElement>(_ type: T.Type) {
    unsafe Rows(source, length: source.count, as: type).map(into: result) { _, values in
      for i in 0..<source.count {
        unsafe values[i] = 1 / (values[i] + T.Accumulator(epsilon)).squareRoot()
      }
    }
  }
}

/// Normalizes rows of `channels` runs each; row `r` belongs to group `r % groups`, and the runs of
/// a group have consecutive scales and biases.
struct ChannelNorm: RealVisitor {
  enum Statistics {
    /// Mean and variance are computed by row and written.
    case computed
    /// They are read, by group.
    case given
  }

  let source: DenseTensor
  let result: DenseTensor
  let channels: Int
  let groups: Int
  let rows: Int
  let scale: DenseTensor?
  let bias: DenseTensor?
  let epsilon: Double
  let statistics: Statistics
  let mean: DenseTensor
  let variance: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let length = source.count / rows
    let inner = length / channels
    let means = unsafe mean.mutablePointer(as: A.self)
    let variances = unsafe variance.mutablePointer(as: A.self)
    let scales = unsafe scale?.pointer(as: A.self)
    let biases = unsafe bias?.pointer(as: A.self)
    unsafe Rows(source, length: length, as: type).map(into: result) { row, values in
      let group = row % groups
      let statistic = statistics == .computed ? row : group
      if statistics == .computed {
        let moments = unsafe RowMath.moments(values, length)
        unsafe (means[row], variances[row]) = (moments.mean, moments.variance)
      }
      let center = unsafe means[statistic]
      let factor = unsafe 1 / (variances[statistic] + A(epsilon)).squareRoot()
      for channel in 0..<channels {
        let place = group * channels + channel
        let run = unsafe values + channel * inner
        let scale = unsafe factor * (scales?[place] ?? 1)
        let bias = unsafe biases?[place] ?? 0
        for i in 0..<inner { unsafe run[i] = (run[i] - center) * scale + bias }
      }
    }
  }
}
