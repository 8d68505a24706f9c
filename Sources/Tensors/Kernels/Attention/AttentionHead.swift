import Elements

/// One head of one sample: `[s, d]`, `[t, d]`, `[t, e]` and a mask `[s, t]`, in any strides.
struct AttentionHead {
  let query: DenseTensor
  let key: DenseTensor
  let value: DenseTensor
  let mask: DenseTensor?
  let isCausal: Bool
  let scale: Double

  /// Writes the result `[s, e]` and the scores' sums `[s]`, by blocks of queries.
  func run(into result: DenseTensor, _ sums: DenseTensor) {
    let wide = sums.dtype
    let (rows, columns) = (query.shape[0], key.shape[0])
    let keys = key.converted(to: wide).transposed(0, 1)
    let values = value.converted(to: wide)
    let step = min(rows, max(1, (1 << 18) / wide.byteCount / max(1, columns)))
    for first in stride(from: 0, to: rows, by: step) {
      let count = min(step, rows - first)
      // The last row of a block sees the most keys.
      let seen = isCausal ? min(max(0, first + count + columns - rows), columns) : columns
      let block = query.slice(offsets: [first, 0], sizes: [count, query.shape[1]])
      let scores = DenseTensor(shape: [count, seen], dtype: wide)
      scores.setToProduct(
        block.converted(to: wide), keys.slice(offsets: [0, 0], sizes: [keys.shape[0], seen]),
        scale: scale)
      let factors = DenseTensor(zeros: [count], dtype: wide)
      if seen > 0 {
        let part = mask?.slice(offsets: [first, 0], sizes: [count, seen])
        withRealType(
          wide,
          Weights(
            scores: scores, mask: part?.addedMask(wide),
            seen: { isCausal ? min(max(0, first + $0 + 1 + columns - rows), columns) : columns },
            sums: sums.slice(offsets: [first], sizes: [count]), factors: factors))
      }
      let target = result.slice(offsets: [first, 0], sizes: [count, value.shape[1]])
      let product =
        target.dtype == wide ? target : DenseTensor(shape: target.shape, dtype: wide)
      product.setToProduct(
        scores, values.slice(offsets: [0, 0], sizes: [seen, values.shape[1]]))
      withRealType(wide, RowScaling(rows: product, factors: factors))
      if target.dtype != wide { target.copy(from: product.converted(to: target.dtype)) }
    }
  }
}

extension DenseTensor {
  /// This mask as numbers to add: 0 and `-infinity` of a `bool` one.
  fileprivate func addedMask(_ dtype: DType) -> DenseTensor {
    guard self.dtype == .bool else { return converted(to: dtype).contiguous() }
    let values = values(as: Bool.self).map { $0 ? 0 : -Float.infinity }
    return DenseTensor(values, shape: shape).converted(to: dtype)
  }
}

/// Turns scores into the weights' exponentials in place, row by row: masks them, and takes those seen. What they are
/// to be divided by comes as factors, since the result has fewer columns.
private struct Weights: RealVisitor {
  let scores: DenseTensor
  let mask: DenseTensor?
  /// The number of keys that a row sees.
  let seen: (Int) -> Int
  let sums: DenseTensor
  let factors: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let length = scores.shape[1]
    let sums = unsafe sums.mutablePointer(as: A.self)
    let factors = unsafe factors.mutablePointer(as: A.self)
    let added = unsafe mask?.pointer(as: A.self)
    let rows = unsafe scores.mutablePointer(as: A.self)
    for row in 0..<scores.shape[0] {
      let (values, count) = unsafe (rows + row * length, seen(row))
      if let added = unsafe added {
        for i in 0..<count { unsafe values[i] += added[row * length + i] }
      }
      unsafe (values + count).update(repeating: 0, count: length - count)
      let top = unsafe A.maximum(values, count)
      if top == -A.infinity {
        unsafe values.update(repeating: 0, count: count)
      } else {
        let sum = unsafe A.exponentials(values, into: values, count, shift: top)
        unsafe sums[row] = top + A.log(sum)
        unsafe factors[row] = 1 / sum
      }
    }
  }
}

/// Multiplies each row, whose elements are adjacent, by its factor.
private struct RowScaling: RealVisitor {
  let rows: DenseTensor
  let factors: DenseTensor

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let start = unsafe rows.mutablePointer(as: A.self)
    let factors = unsafe factors.pointer(as: A.self)
    for row in 0..<rows.shape[0] {
      unsafe A.normalise(
        start + row * rows.strides[0], rows.shape[1], center: 0, factor: factors[row],
        scales: nil, biases: nil)
    }
  }
}
