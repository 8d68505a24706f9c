import Elements
import Testing

@testable import Tensors

/// Sorting.
@Suite
struct SortingTests {
  @Test(arguments: DType.allCases)
  func `Every ordered dtype sorts stably along each axis, both ways`(_ dtype: DType) {
    guard dtype != .complex64 else { return }
    for shape in [[7], [3, 40], [100, 2], [2, 5, 3], [0], [2, 0], [1]] {
      let x = DenseTensor(fill: .random(seed: 6), shape: shape, dtype: .float32)
        .elementwise(.scale(30, bias: dtype.kind == .unsignedInteger ? 0 : -15)).converted(
          to: dtype)
      for axis in shape.indices {
        for descending in [false, true] {
          let line = x.permuted(shape.indices.filter { $0 != axis } + [axis]).values(dtype)
          let extent = shape[axis]
          let result = x.sorted(axis: axis, descending: descending)
          func lines(_ x: DenseTensor) -> [Double] {
            x.permuted(shape.indices.filter { $0 != axis } + [axis]).values(x.dtype)
          }
          let (values, indices) = (lines(result.values), lines(result.indices))
          for start in stride(from: 0, to: line.count, by: max(extent, 1)) {
            let order = (0..<extent).sorted { a, b in
              let (left, right) = (line[start + a], line[start + b])
              return left == right ? a < b : descending ? left > right : left < right
            }
            #expect(Array(indices[start..<start + extent]) == order.map { Double($0) })
            #expect(Array(values[start..<start + extent]) == order.map { line[start + $0] })
          }
        }
      }
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `NaN is the largest, zeros are equal`(_ dtype: DType) {
    let x = DenseTensor(
      [.nan, 1, -.infinity, 0, -0.0, .infinity, -.nan, -1] as [Double], shape: [8]
    ).converted(to: dtype)
    #expect(x.argSorted(axis: 0).values(as: Int64.self) == [2, 7, 3, 4, 1, 5, 0, 6])
    #expect(
      x.argSorted(axis: 0, descending: true).values(as: Int64.self) == [0, 6, 5, 1, 3, 4, 7, 2])
  }

  @Test
  func `The extremes of every integer width`() {
    let x = DenseTensor([0, .min, .max, -1, 1] as [Int64], shape: [5])
    #expect(x.argSorted(axis: 0).values(as: Int64.self) == [1, 3, 0, 4, 2])
    let y = DenseTensor([0, .max, 5] as [UInt64], shape: [3])
    #expect(y.argSorted(axis: 0, descending: true).values(as: Int64.self) == [1, 2, 0])
    let z = DenseTensor([0, .min, .max, -1] as [Int8], shape: [4])
    #expect(z.argSorted(axis: 0).values(as: Int64.self) == [1, 3, 0, 2])
  }

  @Test(arguments: UnaryTests.floats)
  func `The few first of long lines are those of the sorted lines, with NaN and ties`(
    _ dtype: DType
  ) {
    let count = 3 * 700
    var values = (0..<count).map { Double(($0 &* 7_919) % 97) - 48 }
    for i in stride(from: 5, to: count, by: 131) { values[i] = [.nan, .infinity, -0.0][i % 3] }
    // A line of NaN, but for one number.
    for i in 1_400..<count where i != 2_000 { values[i] = .nan }
    let x = DenseTensor(values, shape: [3, 700]).converted(to: dtype)
    for largest in [true, false] {
      let whole = x.sorted(axis: 1, descending: largest)
      for k in [1, 8, 64] {
        for view in [x, x.transposed(0, 1).copy().transposed(0, 1)] {
          let top = view.top(k, axis: 1, largest: largest)
          let first = whole.values.slice(offsets: [0, 0], sizes: [3, k])
          #expect(top.values.isIdentical(to: first.contiguous()))
          let places = whole.indices.slice(offsets: [0, 0], sizes: [3, k])
          #expect(top.indices.isIdentical(to: places.contiguous()))
        }
      }
    }
  }

  @Test
  func `The top k are the first of the sorted`() {
    let x = DenseTensor([3, 1, 4, 1, 5, 9, 2, 6] as [Int32], shape: [2, 4])
    let largest = x.top(2, axis: 1)
    #expect(largest.values.values(as: Int32.self) == [4, 3, 9, 6])
    #expect(largest.indices.values(as: Int64.self) == [2, 0, 1, 3])
    let smallest = x.top(3, axis: 1, largest: false)
    #expect(smallest.values.values(as: Int32.self) == [1, 1, 3, 2, 5, 6])
    #expect(smallest.indices.values(as: Int64.self) == [1, 3, 0, 2, 0, 3])
    #expect(x.top(1, axis: 0).values.values(as: Int32.self) == [5, 9, 4, 6])
    #expect(x.transposed(0, 1).top(1, axis: 1).indices.values(as: Int64.self) == [1, 1, 0, 1])
    #expect(x.top(0, axis: 1).values.shape == [2, 0])
    #expect(DenseTensor(scalar: 2 as Float).sorted(axis: 0).indices.shape == [])
  }
}

/// Distinct values and places.
@Suite
struct UniqueTests {
  @Test(arguments: DType.allCases)
  func `Values sorted, with the first places, the inverse and counts`(_ dtype: DType) {
    guard dtype != .complex64, dtype != .bool else { return }
    let x = DenseTensor([3, 1, 3, 2, 1, 3] as [Double], shape: [2, 3]).converted(to: dtype)
    let result = x.unique()
    #expect(result.values.dtype == dtype && result.values.values(dtype) == [1, 2, 3])
    #expect(result.indices.values(as: Int64.self) == [1, 3, 0])
    #expect(result.inverse.values(as: Int64.self) == [2, 0, 2, 1, 0, 2])
    #expect(result.counts.values(as: Int64.self) == [2, 1, 3])
    #expect(DenseTensor(zeros: [0], dtype: dtype).unique().counts.shape == [0])
    #expect(DenseTensor(ones: [], dtype: dtype).unique().values.values(dtype) == [1])
  }

  @Test
  func `Each NaN is different, zeros are not`() {
    let x = DenseTensor([.nan, 0, -0.0, .nan] as [Float], shape: [4]).unique()
    #expect(x.values.formatted() == "[ 0. nan nan]")
    #expect(x.counts.values(as: Int64.self) == [2, 1, 1])
    #expect(x.indices.values(as: Int64.self) == [1, 0, 3])
  }

  @Test
  func `Slices along an axis, in lexicographic order`() {
    let x = DenseTensor([2, 1, 2, 0, 5, 0, 2, 1, 2] as [Int32], shape: [3, 3])
    let rows = x.unique(axis: 0)
    #expect(rows.values.values(as: Int32.self) == [0, 5, 0, 2, 1, 2])
    #expect(rows.inverse.values(as: Int64.self) == [1, 0, 1])
    #expect(rows.counts.values(as: Int64.self) == [1, 2])
    let columns = x.unique(axis: 1)
    #expect(columns.values.shape == [3, 2])
    #expect(columns.values.values(as: Int32.self) == [1, 2, 5, 0, 1, 2])
    #expect(columns.indices.values(as: Int64.self) == [1, 0])
    #expect(DenseTensor(zeros: [2, 0], dtype: .int8).unique(axis: 0).values.shape == [1, 0])
  }

  @Test
  func `The places of what is not 0`() {
    let x = DenseTensor([0, 1.5, .nan, 0, 0, -2] as [Float], shape: [2, 3])
    #expect(x.nonzero().shape == [3, 2])
    #expect(x.nonzero().values(as: Int64.self) == [0, 1, 0, 2, 1, 2])
    #expect(x.transposed(0, 1).nonzero().values(as: Int64.self) == [1, 0, 2, 0, 2, 1])
    #expect(DenseTensor(scalar: 1 as Int8).nonzero().shape == [1, 0])
    #expect(DenseTensor(scalar: 0 as Int8).nonzero().shape == [0, 0])
    #expect(DenseTensor(zeros: [0, 2], dtype: .int8).nonzero().shape == [0, 2])
  }

  @Test(arguments: DType.allCases)
  func `One-hot rows; what names no class stays 0`(_ dtype: DType) {
    let x = DenseTensor([2, 0, -1, 3] as [Int32], shape: [2, 2])
    let result = x.oneHot(classes: 3, dtype: dtype)
    #expect(result.shape == [2, 2, 3])
    #expect(result.values(dtype) == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    let part = x.oneHot(classes: 2, firstClass: 2, dtype: dtype)
    #expect(part.values(dtype) == [1, 0, 0, 0, 0, 0, 0, 1])
  }
}
