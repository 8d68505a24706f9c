extension DenseTensor {
  /// `exp(x) / sum(exp(x))` along `axis`, with the row's maximum subtracted first. Floating point;
  /// a row with NaN or `+infinity`, or of `-infinity` alone, is NaN.
  public func softmax(axis: Int) -> DenseTensor {
    mappingRows(axis) {
      withRealType(dtype, Softmax(source: $0, result: $1, takesLogarithm: false))
    }
  }

  /// The logarithm of `softmax`, `x - max - log(sum(exp(x - max)))`, computed as such.
  public func logSoftmax(axis: Int) -> DenseTensor {
    mappingRows(axis) { withRealType(dtype, Softmax(source: $0, result: $1, takesLogarithm: true)) }
  }
}

private struct Softmax: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let takesLogarithm: Bool

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let length = source.shape[source.ndim - 1]
    unsafe Rows(source, length: length, as: type).map(into: result) { _, values in
      guard takesLogarithm else {
        unsafe RowMath.softmax(values, length)
        return
      }
      let (shift, sum) = unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: length) {
        unsafe RowMath.exponentials(values, into: $0.baseAddress!, length)
      }
      for center in [shift, A.log(sum)] {
        unsafe A.normalise(values, length, center: center, factor: 1, scales: nil, biases: nil)
      }
    }
  }
}

extension RowMath {
  /// `terms[i] = exp(values[i] - max)`; the maximum and the sum of the terms. Both may be the same.
  static func exponentials<A: FloatMath>(
    _ values: UnsafePointer<A>, into terms: UnsafeMutablePointer<A>, _ count: Int
  ) -> (maximum: A, sum: A) {
    let shift = unsafe A.maximum(values, count)
    return unsafe (shift, A.exponentials(values, into: terms, count, shift: shift))
  }

  /// In place; returns the logarithm of the sum of the exponentials.
  @discardableResult
  static func softmax<A: FloatMath>(_ values: UnsafeMutablePointer<A>, _ count: Int) -> A {
    let (shift, sum) = unsafe exponentials(values, into: values, count)
    unsafe A.normalise(values, count, center: 0, factor: 1 / sum, scales: nil, biases: nil)
    return shift + A.log(sum)
  }
}
