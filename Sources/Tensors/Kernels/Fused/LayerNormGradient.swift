import Elements

/// The gradients of the layer normalisation of a sum, by those of its result.
package struct LayerNormGradient {
  /// Of the sum, and of the term that dropout thinned.
  package let sum, dropped: DenseTensor
  /// Of that term's bias, of the scale and of the shift: sums over all rows.
  package let bias, scale, shift: DenseTensor

  /// - Parameters:
  ///   - gradient: of the result, `[…, n]`.
  ///   - sum: what was normalised, of its shape and dtype.
  ///   - mean: of each row; with `variance` and `scale` in float32 (of float64: float64).
  ///   - mask: bool, where elements of the first term were kept.
  ///   - factor: by what those were multiplied.
  package init(
    of gradient: DenseTensor, sum: DenseTensor, mean: DenseTensor, variance: DenseTensor,
    scale: DenseTensor?, epsilon: Double, mask: DenseTensor, factor: Double
  ) {
    let length = gradient.shape[gradient.ndim - 1]
    let wide = gradient.dtype.accumulatorDType
    let rows = length == 0 ? 0 : gradient.count / length
    let products = DenseTensor(shape: [rows, length], dtype: wide)
    self.sum = DenseTensor(shape: gradient.shape, dtype: gradient.dtype)
    dropped = DenseTensor(shape: gradient.shape, dtype: gradient.dtype)
    if !gradient.isEmpty {
      withRealType(
        gradient.dtype,
        Rows(
          gradient: gradient.contiguous(), sum: sum.contiguous(),
          mean: mean.converted(to: wide).contiguous(),
          variance: variance.converted(to: wide).contiguous(),
          scale: scale?.asParameter(of: gradient, count: length, "scale"), epsilon: epsilon,
          mask: mask.contiguous(), factor: factor, length: length, result: self.sum,
          dropped: dropped, products: products))
    }
    func columns(_ tensor: DenseTensor) -> DenseTensor {
      tensor.reshaped(to: [rows, length]).reduced(.sum, axes: [0])
    }
    bias = columns(dropped)
    self.scale = columns(products)
    shift = columns(gradient)
  }

  private struct Rows: RealVisitor {
    let gradient, sum, mean, variance: DenseTensor
    let scale: DenseTensor?
    let epsilon: Double
    let mask: DenseTensor
    let factor: Double
    let length: Int
    let result, dropped, products: DenseTensor

    func visit<T: RealElement>(_ type: T.Type) {
      typealias A = T.Accumulator
      let (length, epsilon, kept) = (length, A(epsilon), A(factor))
      let (from, sums) = unsafe (gradient.pointer(as: T.self), sum.pointer(as: T.self))
      let (means, variances) = unsafe (mean.pointer(as: A.self), variance.pointer(as: A.self))
      let (scales, mask) = unsafe (scale?.pointer(as: A.self), mask.pointer(as: Bool.self))
      let result = unsafe result.mutablePointer(as: T.self)
      let dropped = unsafe dropped.mutablePointer(as: T.self)
      let products = unsafe products.mutablePointer(as: A.self)
      KernelThreads.forEachRange(of: gradient.count / length, work: 4 * length) { range in
        unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 3 * length) { scratch in
          // Those of the result, the normalised sum, and those of the sum.
          let slopes = scratch.baseAddress!
          let (units, steps) = unsafe (slopes + length, slopes + 2 * length)
          for row in range {
            let start = row * length
            unsafe T.load(from + start, step: 1, into: slopes, count: length)
            unsafe T.load(sums + start, step: 1, into: units, count: length)
            let factor = unsafe 1 / (variances[row] + epsilon).squareRoot()
            unsafe A.normalise(
              units, length, center: means[row], factor: factor, scales: nil, biases: nil)
            let product = unsafe products + start
            for i in 0..<length { unsafe product[i] = slopes[i] * units[i] }
            for i in 0..<length {
              unsafe slopes[i] *= scales.map { unsafe $0[i] } ?? 1
              unsafe steps[i] = slopes[i] * units[i]
            }
            let first = unsafe A.sum(slopes, length) / A(length)
            let second = unsafe A.sum(steps, length) / A(length)
            for i in 0..<length {
              unsafe steps[i] = factor * (slopes[i] - first - units[i] * second)
            }
            unsafe T.store(steps, into: result + start, step: 1, count: length)
            for i in 0..<length { unsafe steps[i] = mask[start + i] ? steps[i] * kept : 0 }
            unsafe T.store(steps, into: dropped + start, step: 1, count: length)
          }
        }
      }
    }
  }
}
