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
  fileprivate var width: Int { source.shape[source.ndim - 1] }
  fileprivate var height: Int { source.shape[source.ndim - 2] }

  /// Calls `body` with ranges of planes.
  fileprivate func forEachRange(_ body: (_ planes: Range<Int>) -> Void) {
    let work = rows.ranges.reduce(0) { $0 + $1.count } * columns.ranges.reduce(0) { $0 + $1.count }
    let planes = source.shape.dropLast(2).reduce(1, *)
    KernelThreads.forEachRange(of: planes, work: max(work, 1), body)
  }
}

/// The maximum of each column over the rows of a window, then of the columns in each window.
private struct MaxPool: Pooling {
  let source: DenseTensor
  let values: DenseTensor
  let places: DenseTensor
  let rows: PoolWindow
  let columns: PoolWindow

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let (from, to) = unsafe (source.pointer(as: T.self), values.mutablePointer(as: T.self))
    let indices = unsafe places.mutablePointer(as: Int64.self)
    let table = PoolColumns(columns, size: width)
    // Lines are padded behind the row with -inf, which is never the maximum.
    let (n, m) = (width / 16 * 16 + 16, table.width)
    forEachRange { planes in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * n + 2 * m) { scratch in
        let (line, most) = unsafe (scratch.baseAddress!, scratch.baseAddress! + n)
        let (best, gathered) = unsafe (most + n, most + n + m)
        unsafe scratch.initialize(repeating: -.infinity)
        unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * n + 2 * m) { scratch in
          let (numbers, mostPlaces) = unsafe (scratch.baseAddress!, scratch.baseAddress! + n)
          let (bestPlaces, gatheredPlaces) = unsafe (mostPlaces + n, mostPlaces + n + m)
          unsafe scratch.initialize(repeating: 0)
          for x in 0..<n { unsafe numbers[x] = Int64(x) }
          for plane in planes {
            for (i, row) in rows.ranges.enumerated() {
              let start = Int64(row.lowerBound * width)
              unsafe most.update(repeating: -.infinity, count: n)
              for x in 0..<n { unsafe mostPlaces[x] = start + numbers[x] }
              for y in stride(from: row.lowerBound, to: row.upperBound, by: rows.step) {
                unsafe T.load(
                  from + (plane * height + y) * width, step: 1, into: line, count: width)
                unsafe A.keepLarger(
                  most, mostPlaces, than: line, numbers, adding: y * width, count: n)
              }
              unsafe best.update(repeating: -.infinity, count: m)
              for j in 0..<m { unsafe bestPlaces[j] = start + table.firsts[j] }
              for tap in 0..<table.taps {
                unsafe table.gather(tap, of: most, into: gathered)
                unsafe table.gather(tap, of: mostPlaces, into: gatheredPlaces)
                unsafe A.keepLarger(
                  best, bestPlaces, than: gathered, gatheredPlaces, adding: 0, count: m)
              }
              let target = (plane * rows.ranges.count + i) * table.count
              unsafe T.store(best, into: to + target, step: 1, count: table.count)
              unsafe (indices + target).update(from: bestPlaces, count: table.count)
            }
          }
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
    let table = PoolColumns(columns, size: width)
    let n = table.width
    forEachRange { planes in
      unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * n + width + 1) { scratch in
        let (gathered, sums) = unsafe (scratch.baseAddress!, scratch.baseAddress! + n)
        let line = unsafe sums + n
        // Padding that leaves sums unchanged.
        unsafe scratch.initialize(repeating: A.absent)
        for plane in planes {
          for (i, row) in rows.ranges.enumerated() {
            unsafe sums.update(repeating: 0, count: table.count)
            for y in row {
              unsafe T.load(from + (plane * height + y) * width, step: 1, into: line, count: width)
              if table.taps > 4 {
                for (j, column) in columns.ranges.enumerated() {
                  var sum = unsafe sums[j]
                  for x in column { unsafe sum += line[x] }
                  unsafe sums[j] = sum
                }
                continue
              }
              for tap in 0..<table.taps {
                unsafe table.gather(tap, of: line, into: gathered)
                for j in 0..<table.count { unsafe sums[j] += gathered[j] }
              }
            }
            for j in 0..<table.count {
              let count =
                divisor
                ?? (countsPadding
                  ? rows.extents[i] * columns.extents[j] : row.count * columns.ranges[j].count)
              unsafe sums[j] /= A(count)
            }
            let target = (plane * rows.ranges.count + i) * table.count
            unsafe T.store(sums, into: to + target, step: 1, count: table.count)
          }
        }
      }
    }
  }
}
