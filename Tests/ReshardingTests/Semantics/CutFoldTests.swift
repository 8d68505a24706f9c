import Elements
import Tensors
import Testing
@testable import Execution
@testable import Resharding

/// Folds that are done in part on one host, and go on from there on another.
@Suite struct CutFoldTests {
  static let dtypes: [DType] = [.float16, .bfloat16, .float32, .float64, .complex64, .int8, .int64]

  /// Numbers that overflow, cancel, have no value, or a sign only, by the part that has them.
  static func parts(_ dtype: DType, _ count: Int) -> [DenseTensor] {
    let large: Double = dtype == .float64 ? 1.7e308 : dtype == .float16 ? 65000 : 3.3e38
    let rows: [[Double]] = [
      [large, large, -0.0, .nan, .infinity, 1, 0.1, 1e-40, 3],
      [large, large, -0.0, 1, -.infinity, 2, 0.7, 1e-40, -5],
      [large, -large, -0.0, .nan, 1, 4, 0.3, -3e-41, 100],
      [large, -large, 0.0, -.infinity, 1, 0, 1e3, 1e-40, 100],
      [large, 1e-30, -0.0, -.nan, 1, 9, 0.9, 1e-42, 100],
    ]
    return (0..<count).map {
      DenseTensor(rows[$0 % rows.count], shape: [9]).converted(to: dtype)
    }
  }

  @Test(arguments: dtypes)
  func `a fold that goes on from part of it has the bits of the whole`(dtype: DType) {
    for op in ReduceOp.allCases where dtype.carries(op) {
      for count in [2, 3, 5, 7] {
        let folding = Folding([FoldLevel(op, count)], dtype)
        guard folding.order.isChainable else { continue }
        let parts = Self.parts(dtype, count)
        let whole = DenseTensor(shape: [9], dtype: dtype)
        fold(op, parts, into: whole)
        for cut in 1..<count {
          let first = DenseTensor(shape: [9], dtype: folding.accumulated)
          folding.run(Array(parts[..<cut]), into: first, contributions: nil)
          let result = DenseTensor(shape: [9], dtype: dtype)
          folding.run([first] + parts[cut...], into: result, contributions: count)
          #expect(result.difference(from: whole) == nil, "\(op) of \(count), cut at \(cut)")
        }
      }
    }
  }
}
