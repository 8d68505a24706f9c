import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Folds of folds, as several mesh dims have them.
@Suite
struct FoldLevelTests {
  static func folded<T: TensorElement>(_ levels: [FoldLevel], _ values: [T]) -> T {
    let result = DenseTensor(shape: [1], dtype: T.dtype)
    fold(levels, values.map { DenseTensor([$0], shape: [1]) }, into: result)
    return result.values(as: T.self)[0]
  }

  @Test
  func `16-bit floats are rounded once, after the last level`() {
    let sums = [FoldLevel(.sum, 2), FoldLevel(.sum, 2)]
    #expect(Self.folded(sums, [60000, 60000, -60000, -60000] as [Float16]) == 0)
    #expect(Float(Self.folded(sums, [256, 1, 1, 1].map { BFloat16($0) })) == 260)
    let averages = [FoldLevel(.avg, 2), FoldLevel(.avg, 2)]
    #expect(Self.folded(averages, [1, 1, 1, 1 + 0x1p-10] as [Float16]) == 1)
    let mixed = [FoldLevel(.max, 2), FoldLevel(.sum, 2)]
    #expect(Self.folded(mixed, [2048, 1, 2048, 1.5] as [Float16]) == 2050)
    let three = [FoldLevel(.sum, 2), FoldLevel(.sum, 1), FoldLevel(.sum, 2)]
    #expect(Self.folded(three, [2048, 1, 1, 0] as [Float16]) == 2050)
  }

  @Test(arguments: DType.allCases)
  func `Every pair of ops is the outer fold of inner ones`(_ dtype: DType) {
    let ops = ReduceOp.allCases.filter { dtype.carries($0) }
    // In a wider dtype, where there is one, so that the reference rounds once too.
    let wide: DType = [.float16, .bfloat16].contains(dtype) ? .float32 : dtype
    for (outer, inner) in ops.flatMap({ outer in ops.map { (outer, $0) } }) {
      for shape in [[5], [kernelBlock + 9], [3, 0]] {
        let parts = FoldTests.parts(dtype, shape: shape, count: 6, seed: 3)
        let result = DenseTensor(shape: shape, dtype: dtype)
        fold([FoldLevel(outer, 2), FoldLevel(inner, 3)], parts, into: result)
        let halves = [parts[..<3], parts[3...]].map { half in
          let value = DenseTensor(shape: shape, dtype: wide)
          fold(inner, half.map { $0.converted(to: wide) }, into: value)
          return value
        }
        let expected = DenseTensor(shape: shape, dtype: wide)
        fold(outer, halves, into: expected)
        #expect(
          result.isIdentical(to: expected.converted(to: dtype)), "\(outer) of \(inner), \(shape)")
      }
    }
  }
}
