extension DenseTensor {
  /// `exp(x) / sum(exp(x))` along `axis`, with the row's maximum subtracted first. Floating point;
  /// a row with NaN or `+infinity`, or of `-infinity` alone, is NaN.
  public func softmax(axis: Int) -> DenseTensor { softmax(axis, takesLogarithm: false) }

  /// The logarithm of `softmax`, `x - max - log(sum(exp(x - max)))`, computed as such.
  public func logSoftmax(axis: Int) -> DenseTensor { softmax(axis, takesLogarithm: true) }

  private func softmax(_ axis: Int, takesLogarithm: Bool) -> DenseTensor {
    let columns = Self.count(of: Array(shape[(checked(axis) + 1)...]))
    // Vectors of columns, where there are enough to fill one.
    guard columns >= 8, !isEmpty else {
      return mappingRows(axis) {
        withRealType(dtype, Softmax(source: $0, result: $1, takesLogarithm: takesLogarithm))
      }
    }
    let result = DenseTensor(shape: shape, dtype: dtype)
    withRealType(
      dtype,
      ColumnSoftmax(
        source: contiguous(), result: result, rows: shape[axis], columns: columns,
        takesLogarithm: takesLogarithm))
    return result
  }
}

private struct ColumnSoftmax: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let rows: Int
  let columns: Int
  let takesLogarithm: Bool

  func visit<T: RealElement>(_ type: T.Type) {
    let (from, to) = unsafe (source.pointer(as: T.self), result.mutablePointer(as: T.self))
    for start in stride(from: 0, to: source.count, by: rows * columns) {
      KernelThreads.forEachRange(of: columns, work: rows, least: 64) { range in
        let first = start + range.lowerBound
        unsafe T.softmax(
          from + first, into: to + first, step: columns, rows: rows, columns: range.count,
          takesLogarithm: takesLogarithm)
      }
    }
  }
}

private struct Softmax: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let takesLogarithm: Bool

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let length = source.shape[source.ndim - 1]
    let (from, to) = unsafe (source.pointer(as: T.self), result.mutablePointer(as: T.self))
    KernelThreads.forEachRange(of: source.count / length, work: length) { range in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * length) { scratch in
        let terms = scratch.baseAddress!
        for row in range {
          let start = row * length
          let values = unsafe T.lend(from + start, step: 1, scratch: terms + length, count: length)
          let block = unsafe T.place(to + start, step: 1, scratch: terms + length, count: length)
          if takesLogarithm {
            let (shift, sum) = unsafe RowMath.exponentials(values, into: terms, length)
            unsafe A.lessen(values, into: block.values, length, by: shift, and: A.log(sum))
          } else {
            let sum = unsafe RowMath.exponentials(values, into: block.values, length).sum
            unsafe A.normalise(
              block.values, length, center: 0, factor: 1 / sum, scales: nil, biases: nil)
          }
          unsafe T.finish(block, into: to + start, step: 1)
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
