/// What a batch normalization in training gives besides its result; all of shape `[c]`, in float32
/// (of float64: float64).
package struct BatchStatistics {
  /// Mean and mean square distance from it over the batch.
  package let mean: DenseTensor
  /// The variance of each channel.
  package let variance: DenseTensor
  /// `1 / sqrt(variance + epsilon)`, which Paddle saves for the gradient.
  package let inverse: DenseTensor
  /// The running values, moved on.
  package let runningMean: DenseTensor
  /// The running variance of each channel, updated.
  package let runningVariance: DenseTensor
}

extension DenseTensor {
  /// Batch normalization (Ioffe and Szegedy 2015) of `[n, c, …]` in training: each channel over all
  /// other dims, by its own mean and (biased) variance.
  ///
  /// As Paddle's: a running value becomes `running * momentum + batch * (1 - momentum)`, with the
  /// biased variance. An empty batch leaves the running values, and its statistics are 0.
  package func batchNormTraining(
    runningMean: DenseTensor, runningVariance: DenseTensor, scale: DenseTensor? = nil,
    bias: DenseTensor? = nil, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) -> (result: DenseTensor, statistics: BatchStatistics) {
    precondition(ndim >= 2, "a batch normalization of shape \(shape)")
    let running = [runningMean, runningVariance].map {
      $0.asParameter(of: self, count: shape[1], "running statistic")
    }
    let mean = DenseTensor(zeros: [shape[1]], dtype: dtype.accumulatorDType)
    let variance = DenseTensor(zeros: [shape[1]], dtype: dtype.accumulatorDType)
    let result = batchNorm(
      .computed, mean, variance, scale: scale, bias: bias, epsilon: epsilon)
    let moved = zip(running, [mean, variance]).map { old, new in
      guard !isEmpty else { return old }
      return old.reshaped(to: [shape[1]]).multiplied(by: momentum).adding(
        new.multiplied(by: 1 - momentum))
    }
    return (
      result,
      BatchStatistics(
        mean: mean, variance: variance, inverse: variance.inverseRoot(epsilon: epsilon),
        runningMean: moved[0], runningVariance: moved[1])
    )
  }

  /// Batch normalization of `[n, c, …]` by given statistics of shape `[c]`, as in inference:
  /// `(x - mean) / sqrt(variance + epsilon) * scale + bias`.
  package func batchNormInference(
    mean: DenseTensor, variance: DenseTensor, scale: DenseTensor? = nil, bias: DenseTensor? = nil,
    epsilon: Double = 1e-5
  ) -> DenseTensor {
    precondition(ndim >= 2, "a batch normalization of shape \(shape)")
    return batchNorm(
      .given, mean.asParameter(of: self, count: shape[1], "mean").copy(),
      variance.asParameter(of: self, count: shape[1], "variance").copy(), scale: scale, bias: bias,
      epsilon: epsilon)
  }

  /// With given statistics each row is normalised where it lies, if it is not short. Otherwise the rows of a channel are
  /// first brought together.
  private func batchNorm(
    _ statistics: ChannelNorm.Statistics, _ mean: DenseTensor, _ variance: DenseTensor,
    scale: DenseTensor?, bias: DenseTensor?, epsilon: Double
  ) -> DenseTensor {
    let isWhereItLies = statistics == .given && Self.count(of: Array(shape[2...])) >= 16
    let source = isWhereItLies ? contiguous() : transposed(0, 1).contiguous()
    let result = DenseTensor(shape: source.shape, dtype: dtype)
    let scale = scale?.asParameter(of: self, count: shape[1], "scale")
    let bias = bias?.asParameter(of: self, count: shape[1], "bias")
    if !isEmpty {
      withRealType(
        dtype,
        ChannelNorm(
          source: source, result: result, channels: 1, groups: shape[1],
          rows: isWhereItLies ? shape[0] * shape[1] : shape[1], scale: scale, bias: bias,
          epsilon: epsilon, statistics: statistics, mean: mean, variance: variance))
    }
    return isWhereItLies ? result : result.transposed(0, 1).contiguous()
  }
}
