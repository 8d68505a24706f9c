import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Binary ops.
@Suite
struct BinaryTests {
  @Test(arguments: UnaryTests.floats)
  func `Every op on every pair of floats gives NumPy's value`(_ dtype: DType) {
    let values = DenseTensor(BinaryGoldens.reals, shape: [7]).converted(to: dtype)
    let (a, b) = (values.unsqueezed(1), values)
    for (op, golden) in BinaryGoldens.ofReals {
      let expected = DenseTensor(golden, shape: [7, 7]).converted(to: dtype)
      let result = a.elementwise(op, b)
      let difference = result.difference(
        from: expected, relative: UnaryTests.tolerance(dtype), absolute: 1e-12)
      #expect(difference == nil, "\(op)")
      let turned = b.unsqueezed(1).expanded(to: [7, 7]).transposed(0, 1)
      let same = a.expanded(to: [7, 7]).copy().elementwise(op, turned)
      #expect(same.isIdentical(to: result), "\(op), strided")
    }
  }

  @Test
  func `Every op on every pair of integers gives NumPy's value`() {
    let values = DenseTensor(BinaryGoldens.integers, shape: [7])
    for (op, golden) in BinaryGoldens.ofIntegers {
      let result = values.unsqueezed(1).elementwise(op, values)
      #expect(result.values(as: Int8.self) == golden, "\(op)")
    }
    for dtype in DType.allCases where dtype.isInteger {
      let a = DenseTensor([7, 6, 5] as [Double], shape: [3]).converted(to: dtype)
      let b = DenseTensor([2, 3, 0] as [Double], shape: [3]).converted(to: dtype)
      #expect(a.elementwise(.floorDivide, b).values(dtype) == [3, 2, 0])
      #expect(a.elementwise(.remainder, b).values(dtype) == [1, 0, 0])
      #expect(
        a.elementwise(.pow, b).values(dtype) == [
          49, dtype.byteCount == 1 && dtype.kind == .signedInteger ? -40 : 216, 1,
        ])
      #expect(a.elementwise(.shiftLeft, b).values(dtype) == [28, 48, 5])
    }
  }

  @Test
  func `Integers are divided as float32, and bool knows logic`() {
    let a = DenseTensor([1, 3] as [Int32], shape: [2])
    #expect(a.elementwise(.divide, a.elementwise(.add, a)).values(as: Float.self) == [0.5, 0.5])
    #expect(a.elementwise(.atan2, a).dtype == .float32)
    let p = DenseTensor([true, true, false, false], shape: [4])
    let q = DenseTensor([true, false, true, false], shape: [4])
    #expect(p.elementwise(.add, q).values(as: Bool.self) == [true, true, true, false])
    #expect(p.elementwise(.multiply, q).values(as: Bool.self) == [true, false, false, false])
    #expect(p.elementwise(.bitwiseXor, q).values(as: Bool.self) == [false, true, true, false])
    #expect(p.compared(.less, q).values(as: Bool.self) == [false, false, true, false])
    #expect(BinaryOp.subtract.computedDType(for: .bool) == nil)
    #expect(BinaryOp.maximum.computedDType(for: .complex64) == nil)
    #expect(BinaryOp.shiftLeft.computedDType(for: .float32) == nil)
  }

  @Test
  func `Complex arithmetic, and equality by parts`() {
    let a = DenseTensor([Complex<Float>(1, 2), Complex(.nan, 0)], shape: [2])
    let b = DenseTensor([Complex<Float>(0, 1)], shape: [1])
    func first(_ op: BinaryOp) -> Complex<Float> {
      a.elementwise(op, b).values(as: Complex<Float>.self)[0]
    }
    #expect(first(.add) == Complex(1, 3))
    #expect(first(.subtract) == Complex(1, 1))
    #expect(first(.multiply) == Complex(-2, 1))
    #expect(first(.divide) == Complex(2, -1))
    #expect((first(.pow) - Complex(0.2291401, 0.2381701)).length < 1e-5)
    #expect(a.compared(.equal, a).values(as: Bool.self) == [true, false])
    #expect(a.compared(.notEqual, a).values(as: Bool.self) == [false, true])
  }

  @Test(arguments: DType.allCases)
  func `Comparisons of every ordered dtype; NaN is unordered`(_ dtype: DType) {
    guard dtype != .complex64, dtype != .bool else { return }
    let a = DenseTensor([1, 2, 3] as [Double], shape: [3]).converted(to: dtype)
    let b = DenseTensor(repeating: 2, shape: [], dtype: dtype)
    let cases: [(ComparisonOp, [Bool])] = [
      (.equal, [false, true, false]), (.notEqual, [true, false, true]),
      (.less, [true, false, false]), (.lessEqual, [true, true, false]),
      (.greater, [false, false, true]), (.greaterEqual, [false, true, true]),
    ]
    for (op, expected) in cases {
      #expect(a.compared(op, b).values(as: Bool.self) == expected, "\(op)")
      guard dtype.isFloating else { continue }
      let nan = DenseTensor(repeating: .nan, shape: [1], dtype: dtype)
      #expect(nan.compared(op, nan).values(as: Bool.self) == [op == .notEqual], "\(op)")
    }
  }

  @Test
  func `Logic is on truths, of any two dtypes`() {
    let a = DenseTensor([0, 2, .nan, 0] as [Float], shape: [4])
    let b = DenseTensor([0, 1, 0, -1] as [Int8], shape: [4])
    #expect(a.logical(.and, b).values(as: Bool.self) == [false, true, false, false])
    #expect(a.logical(.or, b).values(as: Bool.self) == [false, true, true, true])
    #expect(a.logical(.xor, b).values(as: Bool.self) == [false, false, true, true])
  }

  @Test
  func `Shapes broadcast from their last dims`() {
    #expect(DenseTensor.broadcastShape([2, 1, 3], [4, 1]) == [2, 4, 3])
    #expect(DenseTensor.broadcastShape([], [0], [1]) == [0])
    #expect(DenseTensor.broadcastShape([2], [3]) == nil)
    #expect(DenseTensor.broadcastShape([2], [0]) == nil)
    let a = DenseTensor(fill: .iota, shape: [2, 1, 3], dtype: .int32)
    let b = DenseTensor([10, 20] as [Int32], shape: [2, 1])
    #expect(
      a.elementwise(.add, b).values(as: Int32.self)
        == [10, 11, 12, 20, 21, 22, 13, 14, 15, 23, 24, 25])
    #expect(a.elementwise(.add, DenseTensor(zeros: [0, 1], dtype: .int32)).shape == [2, 0, 3])
    let scalar = DenseTensor(scalar: 2 as Int32)
    #expect(scalar.elementwise(.multiply, scalar).values(as: Int32.self) == [4])
  }

  @Test
  func `Random shapes, strides and blocks against a loop`() {
    var generator = SplitMix64(state: 11)
    for round in 0..<60 {
      let full = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        [0, 1, 2, 3, 1030].randomElement(using: &generator)!
      }
      guard full.reduce(1, *) < 10_000 else { continue }
      func operand(_ seed: UInt64) -> DenseTensor {
        let shape = full.map { Bool.random(using: &generator) ? $0 : 1 }
        let order = shape.indices.shuffled(using: &generator)
        let stored = DenseTensor(
          fill: .random(seed: seed), shape: order.map { shape[$0] }, dtype: .float32)
        let inverse = shape.indices.map { order.firstIndex(of: $0)! }
        return stored.permuted(inverse)
      }
      let (a, b) = (operand(1), operand(2))
      let shape = DenseTensor.broadcastShape(a.shape, b.shape)!
      let left = a.expanded(to: shape).values(as: Float.self)
      let right = b.expanded(to: shape).values(as: Float.self)
      let sum = a.elementwise(.add, b)
      #expect(
        sum.shape == shape && sum.values(as: Float.self) == zip(left, right).map(+), "\(round)")
      let less = a.compared(.less, b)
      #expect(less.values(as: Bool.self) == zip(left, right).map(<), "\(round)")
      #expect(
        DenseTensor.where(less, a, b).values(as: Float.self)
          == zip(left, right).map { min($0, $1) },
        "\(round)")
    }
  }

  @Test(arguments: DType.allCases)
  func `Where keeps the bits of every dtype`(_ dtype: DType) {
    let (a, b) = (DenseTensor.random([2, 3], dtype), DenseTensor.random([2, 3], dtype, seed: 2))
    let condition = DenseTensor([true, false, true], shape: [3])
    let result = DenseTensor.where(condition, a, b)
    for column in 0..<3 {
      let box = (offsets: [0, column], sizes: [2, 1])
      let expected = (column == 1 ? b : a).slice(offsets: box.offsets, sizes: box.sizes)
      #expect(result.slice(offsets: box.offsets, sizes: box.sizes).isIdentical(to: expected))
    }
  }
}

/// Promotion.
@Suite
struct PromotionTests {
  @Test
  func `Inside a kind as the array API's table; between kinds to the higher`() {
    let cases: [(DType, DType, DType?)] = [
      (.int8, .int16, .int16), (.int8, .uint8, .int16), (.int16, .uint16, .int32),
      (.int32, .uint32, .int64), (.int64, .uint32, .int64), (.int64, .uint64, nil),
      (.int8, .uint32, .int64), (.int32, .uint8, .int32), (.uint8, .uint64, .uint64),
      (.float16, .float32, .float32), (.float16, .bfloat16, .float32),
      (.bfloat16, .float64, .float64), (.bool, .bool, .bool), (.bool, .uint8, .uint8),
      (.bool, .float16, .float16), (.int64, .float16, .float16), (.uint64, .bfloat16, .bfloat16),
      (.float32, .complex64, .complex64), (.int64, .complex64, .complex64),
      (.float64, .complex64, nil), (.complex64, .complex64, .complex64),
    ]
    for (a, b, result) in cases {
      #expect(a.promoted(with: b) == result, "\(a), \(b)")
      #expect(b.promoted(with: a) == result, "\(b), \(a)")
    }
    #expect(DType.promoted([.bool, .int8, .float32, .int64]) == .float32)
  }

  @Test
  func `A scalar changes the dtype only by a higher kind`() {
    #expect(DType.int8.promoted(withScalar: .signedInteger) == .int8)
    #expect(DType.bool.promoted(withScalar: .signedInteger) == .int64)
    #expect(DType.int8.promoted(withScalar: .floatingPoint) == .float32)
    #expect(DType.float16.promoted(withScalar: .floatingPoint) == .float16)
    #expect(DType.float32.promoted(withScalar: .complex) == .complex64)
    #expect(DType.float64.promoted(withScalar: .complex) == nil)
    #expect(DType.complex64.promoted(withScalar: .floatingPoint) == .complex64)
  }
}
