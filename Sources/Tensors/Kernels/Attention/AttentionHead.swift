import Elements

/// Attention of one head of one sample, whose matrices are of the type that sums are computed in: queries `[s, d]`, keys
/// `[t, d]` and values `[t, e]`.
struct AttentionHead<A: BLASElement & RealElement & FloatMath> where A.Accumulator == A {
  /// A matrix whose rows, or columns, are runs of elements.
  @safe struct Matrix {
    let start: UnsafePointer<A>
    let strides: MatrixStrides
  }

  /// Rows of numbers that are added to scores.
  @safe struct Mask {
    let start: UnsafePointer<A>
    let step: Int
    /// Whose elements they are.
    let tensor: DenseTensor
  }

  let queries: Int
  let keys: Int
  let features: Int
  let width: Int
  let isCausal: Bool
  let scale: Double

  /// The number of queries whose scores are computed together: as many as fill 256 KiB, and of causal attention at most
  /// 64, since a block computes the scores of all keys that its last query sees.
  var block: Int {
    let most = max(1, (1 << 18) / MemoryLayout<A>.stride / max(1, keys))
    return min(queries, isCausal ? min(64, most) : most)
  }

  /// The number of keys that a query sees.
  private func seen(by query: Int) -> Int {
    isCausal ? min(max(0, query + 1 + keys - queries), keys) : keys
  }

  /// Writes the rows of the result, `step` apart, by blocks of queries; and of each query its largest score, and the sum of
  /// the exponentials of how far the scores are from it. A query that sees no key gets zeros of finite values.
  ///
  /// - Parameters:
  ///   - mask: what to add to the scores of a range of queries and of the first so many keys.
  ///   - scores: room for a block of scores.
  func run(
    _ query: Matrix, _ key: Matrix, _ value: Matrix, mask: (Range<Int>, Int) -> Mask?,
    into result: UnsafeMutablePointer<A>, step: Int, tops: UnsafeMutablePointer<A>,
    sums: UnsafeMutablePointer<A>, by scores: UnsafeMutablePointer<A>
  ) {
    for first in stride(from: 0, to: queries, by: max(1, block)) {
      let count = min(block, queries - first)
      // The last row of a block sees the most keys.
      let seen = seen(by: first + count - 1)
      unsafe MatrixProduct(
        rows: count, columns: seen, inner: features, a: query.strides,
        b: MatrixStrides(row: key.strides.column, column: key.strides.row), resultStep: seen,
        scale: scale
      ).run(a: query.start + first * query.strides.row, b: key.start, c: scores)
      let added = mask(first..<first + count, seen)
      for row in 0..<count {
        unsafe weigh(
          scores + row * seen, self.seen(by: first + row), of: seen,
          added.map { unsafe $0.start + row * $0.step }, &tops[first + row], &sums[first + row])
      }
      withExtendedLifetime(added) {}
      let target = unsafe result + first * step
      unsafe MatrixProduct(
        rows: count, columns: width, inner: seen, a: MatrixStrides(row: seen, column: 1),
        b: value.strides, resultStep: step
      ).run(a: scores, b: value.start, c: target)
      for row in 0..<count {
        let sum = unsafe sums[first + row]
        unsafe A.normalise(
          target + row * step, width, center: 0, factor: sum == 0 ? 0 : 1 / sum, scales: nil,
          biases: nil)
      }
    }
  }

  /// Turns a query's scores into the weights' exponentials: of the first `seen`, behind which are zeros. What they are to be
  /// divided by is their sum, since the result has fewer columns.
  @inline(__always)
  private func weigh(
    _ values: UnsafeMutablePointer<A>, _ seen: Int, of count: Int, _ added: UnsafePointer<A>?,
    _ top: inout A, _ sum: inout A
  ) {
    if let added = unsafe added {
      _ = unsafe A.blend(values, bias: nil, flags: nil, factor: 1, added, into: values, seen)
    }
    unsafe (values + seen).update(repeating: 0, count: count - seen)
    top = unsafe A.maximum(values, seen)
    if top == -A.infinity {
      (top, sum) = (0, 0)
      unsafe values.update(repeating: 0, count: seen)
    } else {
      sum = unsafe A.exponentials(values, into: values, seen, shift: top)
    }
  }
}
