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
    let length = source.shape[source.ndim - 1]
    unsafe withUnsafeTemporaryAllocation(of: T.Accumulator.self, capacity: length) { scratch in
      let terms = scratch.baseAddress!
      unsafe Rows(source, length: length, as: type).map(into: result) { _, values in
        if takesLogarithm {
          let (shift, sum) = unsafe RowMath.exponentials(values, into: terms, length)
          let logarithm = T.Accumulator.log(sum)
          for i in 0..<length { unsafe values[i] = values[i] - shift - logarithm }
        } else {
          unsafe RowMath.softmax(values, length)
        }
      }
    }
  }
}

extension RowMath {
  /// `terms[i] = exp(values[i] - max)`; the maximum and the sum of the terms. Both may be the same.
  static func exponentials<A: FloatMath>(
    _ values: UnsafePointer<A>, into terms: UnsafeMutablePointer<A>, _ count: Int
  ) -> (maximum: A, sum: A) {
    let shift = unsafe maximum(values, count)
    for i in 0..<count { unsafe terms[i] = A.exp(values[i] - shift) }
    return unsafe (shift, sum(terms, count))
  }

  /// In place; returns the logarithm of the sum of the exponentials.
  @discardableResult
  static func softmax<A: FloatMath>(_ values: UnsafeMutablePointer<A>, _ count: Int) -> A {
    let (shift, sum) = unsafe exponentials(values, into: values, count)
    for i in 0..<count { unsafe values[i] /= sum }
    return shift + A.log(sum)
  }
}
