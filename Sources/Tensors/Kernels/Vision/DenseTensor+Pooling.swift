/// Pooling over the last two dims; all dims before them stand for themselves.
extension DenseTensor {
  /// The largest element of each window, and its place in the flattened last two dims, as int64. The first of several
  /// counts; a NaN is larger than all, and the last of several counts. As PyTorch.
  package func maxPool(_ rows: PoolWindow, _ columns: PoolWindow) -> (
    values: DenseTensor, places: DenseTensor
  ) {
    let shape = pooledShape(rows, columns)
    let values = DenseTensor(shape: shape, dtype: dtype)
    let places = DenseTensor(shape: shape, dtype: .int64)
    if !values.isEmpty {
      withRealType(
        dtype,
        MaxPool(
          source: contiguous(), values: values, places: places, rows: rows, columns: columns))
    }
    return (values, places)
  }

  /// The mean of each window: the sum over `divisor`, or the number of elements, those of the padding among them where
  /// `countsPadding`.
  package func averagePool(
    _ rows: PoolWindow, _ columns: PoolWindow, countsPadding: Bool = true, divisor: Int? = nil
  ) -> DenseTensor {
    let result = DenseTensor(shape: pooledShape(rows, columns), dtype: dtype)
    if !result.isEmpty {
      withRealType(
        dtype,
        AveragePool(
          source: contiguous(), result: result, rows: rows, columns: columns,
          countsPadding: countsPadding, divisor: divisor))
    }
    return result
  }

  private func pooledShape(_ rows: PoolWindow, _ columns: PoolWindow) -> [Int] {
    precondition(ndim >= 2, "pooling of \(shape)")
    return shape.dropLast(2) + [rows.ranges.count, columns.ranges.count]
  }
}

/// The planes of what is pooled, each by itself.
private protocol Pooling: RealVisitor where Result == Void {
  var source: DenseTensor { get }
  var rows: PoolWindow { get }
  var columns: PoolWindow { get }
}

extension Pooling {
  /// Calls `body` with the offset of each plane of the source and of the result.
  fileprivate func forEachPlane(_ body: (_ source: Int, _ result: Int) -> Void) {
    let size = source.shape[source.ndim - 2] * source.shape[source.ndim - 1]
    let windows = rows.ranges.count * columns.ranges.count
    let work = rows.ranges.reduce(0) { $0 + $1.count } * columns.ranges.reduce(0) { $0 + $1.count }
    let planes = source.shape.dropLast(2).reduce(1, *)
    KernelThreads.forEachRange(of: planes, work: max(work, 1)) { range in
      for plane in range { body(plane * size, plane * windows) }
    }
  }
}

private struct MaxPool: Pooling {
  let source: DenseTensor
  let values: DenseTensor
  let places: DenseTensor
  let rows: PoolWindow
  let columns: PoolWindow

  func visit<T: RealElement>(_ type: T.Type) {
    let (from, to) = unsafe (source.pointer(as: T.self), values.mutablePointer(as: T.self))
    let indices = unsafe places.mutablePointer(as: Int64.self)
    let width = source.shape[source.ndim - 1]
    forEachPlane { start, target in
      var place = target
      for row in rows.ranges {
        for column in columns.ranges {
          var best = -T.Accumulator.infinity
          var index = row.lowerBound * width + column.lowerBound
          for y in stride(from: row.lowerBound, to: row.upperBound, by: rows.step) {
            for x in stride(from: column.lowerBound, to: column.upperBound, by: columns.step) {
              let value = unsafe from[start + y * width + x].accumulator
              if value > best || value != value { (best, index) = (value, y * width + x) }
            }
          }
          unsafe to[place] = T.rounded(best)
          unsafe indices[place] = Int64(index)
          place += 1
        }
      }
    }
  }
}

private struct AveragePool: Pooling {
  let source: DenseTensor
  let result: DenseTensor
  let rows: PoolWindow
  let columns: PoolWindow
  let countsPadding: Bool
  let divisor: Int?

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let (from, to) = unsafe (source.pointer(as: T.self), result.mutablePointer(as: T.self))
    let width = source.shape[source.ndim - 1]
    forEachPlane { start, target in
      var place = target
      for (i, row) in rows.ranges.enumerated() {
        for (j, column) in columns.ranges.enumerated() {
          var sum = A.zero
          for y in row {
            let line = unsafe from + start + y * width
            for x in column { unsafe sum += line[x].accumulator }
          }
          let count =
            divisor
            ?? (countsPadding ? rows.extents[i] * columns.extents[j] : row.count * column.count)
          unsafe to[place] = T.rounded(sum / A(count))
          place += 1
        }
      }
    }
  }
}
