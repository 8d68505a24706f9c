import Elements

/// A product of matrices, `rows` by `inner` and `inner` by `columns`: what it takes to run it, for
/// one of a batch that differ only in where they lie.
struct MatrixProduct {
  var rows: Int
  var columns: Int
  var inner: Int
  var a: MatrixStrides
  var b: MatrixStrides
  /// Elements from one row of the result to the next; its columns are adjacent.
  var resultStep: Int
  var scale = 1.0
  /// Whether the product is added to what is there.
  var accumulates = false
}

extension MatrixProduct {
  /// By the library; where it cannot read a matrix as it lies, this is a programmer's error.
  func runDirectly<T: BLASElement>(
    a: UnsafePointer<T>, b: UnsafePointer<T>, c: UnsafeMutablePointer<T>
  ) {
    guard let aLayout = MatrixLayout(rows: rows, columns: inner, strides: self.a),
      let bLayout = MatrixLayout(rows: inner, columns: columns, strides: self.b)
    else { preconditionFailure("a product of matrices that BLAS cannot read: \(self)") }
    unsafe T.gemm(self, a: a, aLayout, b: b, bLayout, c: c)
  }

  /// By rows of the second matrix, packed in blocks; integers wrap, and on `bool` a sum is *or*.
  func runExactly<T: KernelElement>(
    a: UnsafePointer<T>, b: UnsafePointer<T>, c: UnsafeMutablePointer<T>
  ) where T.Accumulator == T {
    if !accumulates {
      for i in 0..<rows { unsafe (c + i * resultStep).update(repeating: T.nothing, count: columns) }
    }
    let (depth, width) = (min(inner, 64), min(columns, 512))
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: depth * width) { scratch in
      let packed = scratch.baseAddress!
      for start in stride(from: 0, to: columns, by: width) {
        let count = min(width, columns - start)
        for first in stride(from: 0, to: inner, by: depth) {
          let last = min(inner, first + depth)
          for k in first..<last {
            unsafe T.load(
              b + k * self.b.row + start * self.b.column, step: self.b.column,
              into: packed + (k - first) * count, count: count)
          }
          for i in 0..<rows {
            let sums = unsafe c + i * resultStep + start
            for k in first..<last {
              let factor = unsafe a[i * self.a.row + k * self.a.column]
              let others = unsafe packed + (k - first) * count
              for j in 0..<count {
                unsafe sums[j] = T.add(sums[j], T.multiply(factor, others[j]))
              }
            }
          }
        }
      }
    }
  }
}
