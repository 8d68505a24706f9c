import Elements
import Testing

@testable import Tensors

/// Normalizations.
@Suite
struct NormalizationTests {
  @Test
  func `Layer normalization over the last dims, with its statistics`() throws {
    for part in ["1", "mean", "variance"] {
      try Golden.check("layerNorm \(part)") {
        let found = $0.x([2, 3, 4], 1).layerNorm(
          axis: 1, scale: $0.x([3, 4], 2), bias: $0.x([12], 3).reshaped(to: [3, 4]), epsilon: 1e-3)
        return part == "1" ? found.result : part == "mean" ? found.mean : found.variance
      }
    }
    try Golden.check("layerNorm 2") { $0.x([2, 3, 4], 1).layerNorm(axis: 2).result }
  }

  @Test
  func `Root mean square normalization, with its factor; a scale may be float32`() throws {
    try Golden.check("rmsNorm") {
      let scale = $0.x([4], 2)
      let wide = $0.layout == .gaps ? scale.converted(to: $0.dtype.accumulatorDType) : scale
      return $0.x([2, 3, 4], 1).rmsNorm(axis: 2, scale: wide).result
    }
    try Golden.check("rmsNorm inverse") { $0.x([2, 3, 4], 1).rmsNorm(axis: 2).inverse }
  }

  @Test(arguments: ["", " mean", " variance"])
  func `Group normalization`(_ part: String) throws {
    try Golden.check("groupNorm\(part)") {
      let found = $0.x([2, 6, 3, 2], 1).groupNorm(
        groups: 3, scale: $0.x([6], 2), bias: $0.x([6], 3))
      return part == "" ? found.result : part == " mean" ? found.mean : found.variance
    }
  }

  @Test(arguments: ["", " mean", " inverse"])
  func `Instance normalization`(_ part: String) throws {
    try Golden.check("instanceNorm\(part)") {
      let found = $0.x([2, 6, 3, 2], 1).instanceNorm(scale: $0.x([6], 2), bias: $0.x([6], 3))
      return part == "" ? found.result : part == " mean" ? found.mean : found.inverse
    }
  }

  @Test(arguments: ["", " mean", " inverse", " runningMean", " runningVariance"])
  func `Batch normalization in training`(_ part: String) throws {
    try Golden.check("batchNorm\(part)") {
      let (result, statistics) = $0.x([2, 6, 3, 2], 1).batchNormTraining(
        runningMean: $0.x([6], 4), runningVariance: $0.x([6], 5).absolute(), scale: $0.x([6], 2),
        bias: $0.x([6], 3))
      switch part {
      case " mean": return statistics.mean
      case " inverse": return statistics.inverse
      case " runningMean": return statistics.runningMean
      case " runningVariance": return statistics.runningVariance
      default: return result
      }
    }
  }

  @Test
  func `Batch normalization in inference`() throws {
    try Golden.check("batchNorm inference") {
      $0.x([2, 6, 3, 2], 1).batchNormInference(
        mean: $0.x([6], 4), variance: $0.x([6], 5).absolute(), scale: $0.x([6], 2),
        bias: $0.x([6], 3))
    }
  }

  @Test(arguments: Golden.floats)
  func `Long and short rows of a channel are normalized alike in inference`(_ dtype: DType) {
    let samples = Samples(dtype: dtype, layout: .contiguous)
    let x = samples.x([3, 5, 4, 5], 1)
    let (c, variance) = (samples.x([5], 2), samples.x([5], 3).absolute())
    let whole = x.batchNormInference(mean: c, variance: variance, scale: c, bias: variance)
    for row in 0..<4 {
      func cut(_ x: DenseTensor) -> DenseTensor {
        x.slice(offsets: [0, 0, row, 0], sizes: [3, 5, 1, 5])
      }
      let part = cut(x).batchNormInference(mean: c, variance: variance, scale: c, bias: variance)
      #expect(part.isIdentical(to: cut(whole).copy()))
    }
    let turned = x.transposed(0, 1).copy().transposed(0, 1)
    #expect(
      turned.batchNormInference(mean: c, variance: variance, scale: c, bias: variance)
        .isIdentical(to: whole))
  }

  @Test
  func `Statistics may lie in a read-only file`() throws {
    let mean = try Golden.tensor("batchNorm mean")
    let x = Samples(dtype: .float64, layout: .contiguous).x([2, 6, 3, 2], 1)
    let found = x.batchNormInference(mean: mean, variance: mean.multiplied(by: mean))
    let copied = x.batchNormInference(mean: mean.copy(), variance: mean.multiplied(by: mean))
    #expect(!mean.storage.isWritable && found.isIdentical(to: copied))
  }

  @Test(arguments: [[0, 4], [3, 0], [0, 0]])
  func `Empty tensors are normalized to empty ones`(_ shape: [Int]) {
    let x = DenseTensor(shape: shape, dtype: .float16)
    #expect(x.layerNorm(axis: 1).mean.shape == [shape[0]])
    #expect(x.rmsNorm(axis: 1).inverse.dtype == .float32)
    #expect(x.groupNorm(groups: 2).result.shape == shape)
    #expect(x.instanceNorm().mean.shape == [shape[0] * shape[1]])
    let running = DenseTensor(ones: [shape[1]], dtype: .float32)
    let (_, statistics) = x.batchNormTraining(runningMean: running, runningVariance: running)
    #expect(statistics.runningMean.isIdentical(to: running))
  }

  @Test
  func `A large mean does not spoil the variance, nor a long row the sum`() {
    let values = (0..<100_000).map { Float($0 % 2 == 0 ? 1000.5 : 999.5) }
    let found = DenseTensor(values, shape: [1, 100_000]).layerNorm(axis: 1)
    #expect(found.mean.values(as: Float.self) == [1000])
    #expect(found.variance.values(as: Float.self) == [0.25])
  }
}
