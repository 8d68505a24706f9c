import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Views.
@Suite
struct ViewTests {
  let tensor = DenseTensor(fill: .iota, shape: [2, 3, 4], dtype: .int32)

  @Test
  func `Views share the storage: a write through one is seen by all`() {
    let view = tensor.slice(offsets: [1, 0, 2], sizes: [1, 3, 2])
    #expect(view.storage === tensor.storage)
    #expect(view.values(as: Int32.self) == [14, 15, 18, 19, 22, 23])
    view.fill(-1)
    #expect(tensor.element([1, 2, 3], as: Int32.self) == -1)
    #expect(tensor.element([1, 2, 1], as: Int32.self) == 21)
  }

  @Test
  func `Dims can be permuted, dropped, added, stepped and repeated`() {
    #expect(tensor.permuted([2, 0, 1]).shape == [4, 2, 3])
    #expect(tensor.permuted([2, 0, 1]).element([3, 1, 0], as: Int32.self) == 15)
    #expect(tensor.transposed(1, 2).values(as: Int32.self).prefix(4) == [0, 4, 8, 1])
    #expect(tensor.unsqueezed(1).shape == [2, 1, 3, 4])
    #expect(tensor.unsqueezed(3).unsqueezed(0).squeezed().shape == [2, 3, 4])
    #expect(tensor.unsqueezed(3).unsqueezed(0).squeezed([0]).shape == [2, 3, 4, 1])
    let stepped = tensor.strided(dim: 2, start: 3, count: 2, step: -2)
    #expect(stepped.values(as: Int32.self).prefix(4) == [3, 1, 7, 5])
    let row = DenseTensor([1, 2] as [Int32], shape: [2, 1])
    #expect(
      row.expanded(to: [2, 2, 3]).values(as: Int32.self) == [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2])
  }

  @Test
  func `A reshape is a view where one is possible`() {
    #expect(tensor.viewed(as: [6, -1])?.shape == [6, 4])
    let inner = tensor.slice(offsets: [0, 0, 1], sizes: [2, 3, 2])
    #expect(inner.viewed(as: [6, 2])?.values(as: Int32.self) == inner.values(as: Int32.self))
    #expect(inner.viewed(as: [3, 2, 1, 2])?.strides == [8, 4, 2, 1])
    #expect(inner.viewed(as: [12]) == nil)
    #expect(inner.reshaped(to: [12]).values(as: Int32.self) == inner.values(as: Int32.self))
    #expect(inner.reshaped(to: [12]).storage !== tensor.storage)
    #expect(tensor.transposed(0, 1).viewed(as: [3, 2, 2, 2]) != nil)
    #expect(tensor.transposed(0, 1).flattened().shape == [24])
    let none = DenseTensor(zeros: [3, 0], dtype: .bool)
    #expect(none.viewed(as: [0, 5])?.shape == [0, 5])
    #expect(DenseTensor(scalar: Float(1)).viewed(as: [1, 1])?.count == 1)
    #expect(DenseTensor(scalar: Float(1)).unsqueezed(0).viewed(as: [])?.ndim == 0)
  }

  @Test(arguments: 0..<60)
  func `Random reshapes keep the row-major order`(_ round: Int) {
    var generator = SplitMix64(state: UInt64(round) &+ 31)
    let shapes = [
      [4, 6], [2, 2, 6], [24], [2, 3, 4], [1, 24, 1], [3, 8], [6, 2, 2], [2, 12], [8, 1, 3],
    ]
    let view = CopyTests.anyView(of: shapes.randomElement(using: &generator)!, .int16, &generator)
    let target = shapes.randomElement(using: &generator)!
    #expect(view.reshaped(to: target).naiveBytes() == view.naiveBytes(), "seed \(round + 31)")
  }

  @Test
  func `Contiguity is what row-major order without gaps is`() {
    #expect(
      tensor.isContiguous && tensor.slice(offsets: [1, 0, 0], sizes: [1, 3, 4]).isContiguous)
    #expect(tensor.slice(offsets: [1, 1, 0], sizes: [1, 2, 4]).byteRange == 64..<96)
    #expect(!tensor.transposed(1, 2).isContiguous)
    #expect(tensor.transposed(1, 2).slice(offsets: [0, 0, 0], sizes: [0, 4, 3]).isContiguous)
    #expect(tensor.contiguous().storage === tensor.storage)
  }

  @Test
  func `Tensors of every dtype give back their values`() {
    #expect(DenseTensor([true, false], shape: [2]).values(as: Bool.self) == [true, false])
    let halves = [BFloat16(1.5), BFloat16(-2)]
    #expect(DenseTensor(halves, shape: [1, 2]).values(as: BFloat16.self) == halves)
    let numbers = [Complex<Float>(1, 2), Complex(3, 4)]
    #expect(DenseTensor(numbers, shape: [2]).values(as: Complex<Float>.self) == numbers)
    #expect(DenseTensor(ones: [3], dtype: .float16).values(as: Float16.self) == [1, 1, 1])
    #expect(DenseTensor(repeating: -3, shape: [], dtype: .int8).values(as: Int8.self) == [-3])
  }

  @Test(arguments: DType.allCases)
  func `Concatenating what was split gives the whole`(_ dtype: DType) {
    let whole = DenseTensor.random([5, 4], dtype)
    for (dim, sizes) in [(0, [2, 0, 3]), (1, [1, 1, 2]), (0, [5])] {
      let parts = whole.split(sizes: sizes, dim: dim)
      #expect(parts.map { $0.shape[dim] } == sizes)
      #expect(DenseTensor.concatenated(parts, dim: dim).isIdentical(to: whole))
    }
  }

  @Test
  func `Padding surrounds a copy`() {
    let padded = DenseTensor([1, 2] as [Float], shape: [1, 2])
      .padded(before: [1, 0], after: [0, 2], value: 9)
    #expect(padded.shape == [2, 4])
    #expect(padded.values(as: Float.self) == [9, 9, 9, 9, 1, 2, 9, 9])
  }
}
