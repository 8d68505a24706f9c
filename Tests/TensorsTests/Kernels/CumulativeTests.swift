import Elements
import Testing

@testable import Tensors

/// Cumulative ops.
@Suite
struct CumulativeTests {
  @Test(arguments: DType.allCases)
  func `Sums and products along each axis, in both directions`(_ dtype: DType) {
    let x = DenseTensor([1, 2, 3, 1, 0, 2] as [Double], shape: [2, 3]).converted(to: dtype)
    let isBool = dtype == .bool
    for x in [x, x.transposed(0, 1).copy().transposed(0, 1)] {
      func sums(_ axis: Int?, _ options: CumulativeOptions = CumulativeOptions()) -> [Double] {
        let result = x.cumulativeSum(axis: axis, options: options)
        #expect(result.dtype == ReductionOp.sum.resultDType(for: dtype))
        return result.values(result.dtype)
      }
      #expect(sums(1) == (isBool ? [1, 2, 3, 1, 1, 2] : [1, 3, 6, 1, 1, 3]))
      #expect(sums(0) == (isBool ? [1, 1, 1, 2, 1, 2] : [1, 2, 3, 2, 2, 5]))
      guard !isBool else { continue }
      #expect(sums(nil) == [1, 3, 6, 7, 7, 9])
      #expect(sums(1, CumulativeOptions(isExclusive: true)) == [0, 1, 3, 0, 1, 1])
      #expect(sums(0, CumulativeOptions(isExclusive: true)) == [0, 0, 0, 1, 2, 3])
      #expect(sums(1, CumulativeOptions(isReversed: true)) == [6, 5, 3, 3, 2, 2])
      #expect(sums(0, CumulativeOptions(isReversed: true)) == [2, 2, 5, 1, 0, 2])
      let both = CumulativeOptions(isExclusive: true, isReversed: true)
      #expect(sums(1, both) == [5, 3, 0, 2, 2, 0])
      let products = x.cumulativeProduct(axis: 1)
      #expect(products.values(products.dtype) == [1, 2, 6, 1, 0, 0])
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `Extrema with their places: of equal ones the last, of NaN the last`(_ dtype: DType) {
    let x = DenseTensor([2, 1, 2, 3, 1, .nan, 5, .nan] as [Double], shape: [2, 4]).converted(
      to: dtype)
    for x in [x, x.transposed(0, 1).copy().transposed(0, 1)] {
      let top = x.cumulativeMax(axis: 1)
      #expect(top.values.formatted() == "[[ 2.  2.  2.  3.]\n [ 1. nan nan nan]]")
      #expect(top.indices.values(as: Int64.self) == [0, 0, 2, 3, 0, 1, 1, 3])
      let low = x.cumulativeMin(axis: 1)
      #expect(low.values.formatted() == "[[ 2.  1.  1.  1.]\n [ 1. nan nan nan]]")
      #expect(low.indices.values(as: Int64.self) == [0, 1, 1, 1, 0, 1, 1, 3])
      #expect(x.cumulativeMax(axis: 0).indices.values(as: Int64.self) == [0, 0, 0, 0, 0, 1, 1, 1])
    }
    #expect(x.cumulativeMin().indices.shape == [8])
  }

  @Test
  func `Empty, 0-D and long lines`() {
    #expect(DenseTensor(ones: [0, 3], dtype: .int8).cumulativeSum(axis: 0).shape == [0, 3])
    #expect(DenseTensor(ones: [0], dtype: .int8).cumulativeMax(axis: 0).indices.shape == [0])
    #expect(DenseTensor(scalar: 3 as Float).cumulativeSum().values(as: Float.self) == [3])
    let x = DenseTensor(ones: [3, 2000], dtype: .int32)
    #expect(x.cumulativeSum(axis: 0).values(as: Int64.self)[5999] == 3)
    #expect(x.cumulativeSum(axis: 1).values(as: Int64.self)[5999] == 2000)
    #expect(x.cumulativeMax(axis: 1).indices.values(as: Int64.self)[5999] == 1999)
  }

  @Test
  func `The 16-bit floats keep their running sum in float32`() {
    let x = DenseTensor(ones: [3000, 1], dtype: .float16)
    #expect(x.cumulativeSum(axis: 0).values(.float16)[2999] == 3000)
    let rows = DenseTensor(ones: [3000, 2], dtype: .bfloat16)
    #expect(rows.cumulativeSum(axis: 0).values(.bfloat16)[5999] == 3008)
  }
}
