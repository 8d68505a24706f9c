import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Elementwise.
@Suite
struct ElementwiseTests {
  static let numeric = DType.allCases.filter { $0 != .bool }

  @Test(arguments: numeric)
  func `Arithmetic of every numeric dtype, contiguous and strided`(_ dtype: DType) {
    let a = DenseTensor([6, 8, 9, 2] as [Double], shape: [2, 2]).converted(to: dtype)
    let b = DenseTensor([3, 2, 1, 2] as [Double], shape: [2, 2]).converted(to: dtype)
    let turned = b.transposed(0, 1).copy().transposed(0, 1)
    for b in [b, turned] {
      #expect(a.adding(b).values(dtype) == [9, 10, 10, 4])
      #expect(a.subtracting(b).values(dtype) == [3, 6, 8, 0])
      #expect(a.multiplied(by: b).values(dtype) == [18, 16, 9, 4])
      #expect(a.divided(by: b).values(dtype) == [2, 4, 9, 1])
    }
    #expect(a.adding(1).values(dtype) == [7, 9, 10, 3])
    #expect(a.subtracting(2).values(dtype) == [4, 6, 7, 0])
    #expect(a.multiplied(by: 2).values(dtype) == [12, 16, 18, 4])
    #expect(a.divided(by: 2).values(dtype).first == 3)
    if dtype.kind != .complex {
      #expect(a.maximum(7).minimum(8).values(dtype) == [7, 8, 8, 7])
      #expect(a.minimum(b).values(dtype) == [3, 2, 1, 2])
      #expect(a.maximum(b).values(dtype) == [6, 8, 9, 2])
    }
    if dtype.kind != .unsignedInteger {
      #expect(a.negated().values(dtype) == [-6, -8, -9, -2])
      #expect(a.negated().absolute().values(dtype) == [6, 8, 9, 2])
    }
  }

  @Test
  func `Integers wrap, and dividing by 0 gives 0`() {
    let a = DenseTensor([127, -128, 5] as [Int8], shape: [3])
    #expect(a.adding(1).values(as: Int8.self) == [-128, -127, 6])
    #expect(a.negated().values(as: Int8.self) == [-127, -128, -5])
    #expect(a.divided(by: -1).values(as: Int8.self) == [-127, -128, -5])
    #expect(a.divided(by: 0).values(as: Int8.self) == [0, 0, 0])
    #expect(a.absolute().values(as: Int8.self) == [127, -128, 5])
  }

  @Test
  func `On bool, adding is or and multiplying is and`() {
    let a = DenseTensor([true, true, false, false], shape: [4])
    let b = DenseTensor([true, false, true, false], shape: [4])
    #expect(a.adding(b).values(as: Bool.self) == [true, true, true, false])
    #expect(a.multiplied(by: b).values(as: Bool.self) == [true, false, false, false])
  }

  @Test
  func `Negation changes the sign of zeros, and complex magnitudes are lengths`() {
    #expect(DenseTensor([0] as [Float], shape: [1]).negated().formatted() == "[-0.]")
    let number = DenseTensor([Complex<Float>(3, -4)], shape: [1])
    #expect(number.absolute().values(as: Complex<Float>.self) == [Complex(5, 0)])
  }
}

/// Comparison.
@Suite
struct ComparisonTests {
  @Test(arguments: DType.allCases)
  func `Identity is of bits, in any layout`(_ dtype: DType) {
    let tensor = DenseTensor.random([7, 9], dtype)
    let copy = tensor.transposed(0, 1).copy().transposed(0, 1)
    #expect(tensor.isIdentical(to: copy))
    #expect(tensor.difference(from: copy) == nil)
    let place = copy.slice(offsets: [4, 3], sizes: [1, 1])
    place.fill(place.values(dtype)[0] == 0 ? 1 : 0)
    #expect(!tensor.isIdentical(to: copy))
    #expect(tensor.difference(from: copy)?.index == [4, 3])
    #expect(!tensor.isIdentical(to: tensor.viewed(as: [9, 7])!))
  }

  @Test
  func `Zeros of different sign differ in bits, NaN of the same bits do not`() {
    let a = DenseTensor([0, .nan] as [Float], shape: [2])
    #expect(a.isIdentical(to: a.copy()))
    #expect(!a.isIdentical(to: a.negated()))
    #expect(a.isClose(to: a.negated(), relative: 0))
  }

  @Test
  func `Closeness is relative to the other's magnitude; NaN and equal infinities are close`() {
    let a = DenseTensor([100, .nan, .infinity, 0] as [Float], shape: [4])
    let b = DenseTensor([101, .nan, .infinity, 0.001] as [Float], shape: [4])
    #expect(a.isClose(to: b, relative: 0.01, absolute: 0.001))
    #expect(!a.isClose(to: b, relative: 0.01))
    #expect(!a.isClose(to: b, relative: 0.001, absolute: 0.001))
    #expect(!a.isClose(to: b.negated(), relative: 0.5, absolute: 1000))
    #expect(
      !a.isClose(to: DenseTensor([100, 1, .infinity, 0] as [Float], shape: [4]), relative: 1))
  }

  @Test func `A complex number is close by its magnitude, also where a part cancels`() {
    let a = DenseTensor([Complex<Float>(3, 1e-7), Complex(.infinity, 1)], shape: [2])
    let b = DenseTensor([Complex<Float>(3, -1e-7), Complex(.infinity, 1)], shape: [2])
    #expect(a.isClose(to: b, relative: 1e-6))
    #expect(!a.isClose(to: b, relative: 1e-8))
    let c = DenseTensor([Complex<Float>(3, 1e-7), Complex(.infinity, 2)], shape: [2])
    #expect(!a.isClose(to: c, relative: 1e-6))
  }

  @Test
  func `A difference names the first and the worst element`() {
    let a = DenseTensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let b = DenseTensor([1, 2.5, 3, 8] as [Float], shape: [2, 2])
    let found = a.difference(from: b)
    #expect(
      found?.description
        == "2 elements differ, first at [0, 1]: 2.0 and 2.5, most at [1, 1]: 4.0 and 8.0")
    #expect(a.difference(from: b, relative: 0.2)?.count == 1)
  }
}
