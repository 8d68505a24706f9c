import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Folds.
@Suite
struct FoldTests {
  static let pairs = DType.allCases.flatMap { dtype in
    ReduceOp.allCases.filter { dtype.carries($0) }.map { (dtype, $0) }
  }

  /// Values that meet every branch: zeros, ones, both signs, repeats.
  static func parts(_ dtype: DType, shape: [Int], count: Int, seed: UInt64) -> [DenseTensor] {
    var generator = SplitMix64(state: seed)
    let size = shape.reduce(1, *)
    return (0..<count).map { _ in
      let values = (0..<size).map { _ in
        [0, 1, 2, -1, 3, 0.5, -2.25, 5].randomElement(using: &generator)!
      }
      return DenseTensor(values, shape: shape).converted(to: dtype)
    }
  }

  @Test(arguments: pairs)
  func `Every op on every dtype folds as the scalar table says`(_ dtype: DType, _ op: ReduceOp) {
    for count in [1, 2, 3, 5] {
      let parts = Self.parts(dtype, shape: [3, 1, 5], count: count, seed: 5)
      let result = DenseTensor(shape: [3, 1, 5], dtype: dtype)
      fold(op, parts, into: result)
      let expected = Self.reference(op, parts.map { $0.values(dtype) }, dtype)
      #expect(result.values(dtype) == expected, "\(count) parts")
      let turned = parts.map { $0.transposed(0, 2).copy().transposed(0, 2) }
      let strided = DenseTensor(shape: [5, 3, 2], dtype: dtype)
        .strided(dim: 2, start: 1, count: 1, step: 1).permuted([1, 2, 0])
      fold(op, turned, into: strided)
      #expect(strided.isIdentical(to: result), "\(count) strided parts")
      fold(op, parts, into: parts[count - 1])
      #expect(parts[count - 1].isIdentical(to: result), "into a part")
    }
  }

  /// The fold of real values by `ReduceOp`'s table, in double, rounded or wrapped at the end; every
  /// intermediate of the small values used is exact in each dtype.
  static func reference(_ op: ReduceOp, _ parts: [[Double]], _ dtype: DType) -> [Double] {
    parts[0].indices.map { at in
      let values = parts.map { $0[at] }
      let folded = values.dropFirst().reduce(values[0]) { a, b in
        switch op {
        case .sum, .avg: a + b
        case .max: Swift.max(a, b)
        case .min: Swift.min(a, b)
        case .prod: a * b
        case .any: a != 0 ? a : b
        case .all: a == 0 || b == 0 ? 0 : a == 1 ? b : a
        }
      }
      if op == .avg {
        return dtype == .float64
          ? folded / Double(values.count)
          : DenseTensor(scalar: Float(folded) / Float(values.count)).converted(to: dtype)
            .values(dtype)[0]
      }
      let isInteger = dtype.kind == .signedInteger || dtype.kind == .unsignedInteger
      if dtype.byteCount == 2, !isInteger {
        return DenseTensor(scalar: folded).converted(to: dtype).values(dtype)[0]
      }
      guard isInteger, op == .sum || op == .prod, dtype.byteCount < 8 else { return folded }
      return DenseTensor(scalar: Int64(folded)).converted(to: dtype).values(dtype)[0]
    }
  }

  @Test
  func `Integers wrap`() {
    let parts = [
      DenseTensor([100, -128] as [Int8], shape: [2]),
      DenseTensor([100, -1] as [Int8], shape: [2]),
    ]
    let result = DenseTensor(shape: [2], dtype: .int8)
    fold(.sum, parts, into: result)
    #expect(result.values(as: Int8.self) == [-56, 127])
    fold(.prod, parts, into: result)
    #expect(result.values(as: Int8.self) == [16, -128])
  }

  @Test(arguments: [
    DType.float16, .bfloat16, .float32, .float64,
  ])
  func `NaN wins in max and min, in either place`(_ dtype: DType) {
    let a = DenseTensor([.nan, 1, 2, -.infinity] as [Double], shape: [4]).converted(to: dtype)
    let b = DenseTensor([1, .nan, 3, .infinity] as [Double], shape: [4]).converted(to: dtype)
    let result = DenseTensor(shape: [4], dtype: dtype)
    fold(.max, [a, b], into: result)
    #expect(result.formatted() == "[nan nan  3. inf]")
    fold(.min, [a, b], into: result)
    #expect(result.formatted() == "[ nan  nan   2. -inf]")
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func `16-bit floats are rounded once, at the end`(_ dtype: DType) {
    let unit = dtype == .float16 ? 0x1p-11 : 0x1p-8
    let parts = [1, unit, unit].map { DenseTensor(repeating: $0, shape: [1500], dtype: dtype) }
    let result = DenseTensor(shape: [1500], dtype: dtype)
    fold(.sum, parts, into: result)
    #expect(
      result.isIdentical(to: DenseTensor(repeating: 1 + 2 * unit, shape: [1500], dtype: dtype)))
  }

  @Test
  func `Complex parts are folded in full`() {
    let parts = [Complex<Float>(1, 2), Complex(3, -1), Complex(0, 1)]
      .map { DenseTensor([$0], shape: [1]) }
    let result = DenseTensor(shape: [1], dtype: .complex64)
    fold(.prod, parts, into: result)
    #expect(result.values(as: Complex<Float>.self) == [Complex(-5, 5)])
    fold(.sum, parts, into: result)
    #expect(result.values(as: Complex<Float>.self) == [Complex(4, 2)])
  }

  @Test(arguments: pairs.filter { $1.hasIdentity })
  func `The identity leaves every fold unchanged`(_ dtype: DType, _ op: ReduceOp) {
    let part = Self.parts(dtype, shape: [64], count: 1, seed: 9)[0]
    let identity = DenseTensor(shape: [64], dtype: dtype)
    identity.fillIdentity(of: op)
    let result = DenseTensor(shape: [64], dtype: dtype)
    for order in [[identity, part], [part, identity], [identity, part, identity]] {
      fold(op, order, into: result)
      #expect(result.isIdentical(to: part))
    }
  }

  @Test(arguments: [0, 1, kernelBlock, 3 * kernelBlock + 7])
  func `Long rows and empty tensors fold`(_ length: Int) {
    let parts = (0..<3).map { _ in DenseTensor(fill: .iota, shape: [length], dtype: .int64) }
    let result = DenseTensor(shape: [length], dtype: .int64)
    fold(.sum, parts, into: result)
    #expect(result.values(as: Int64.self) == (0..<length).map { Int64(3 * $0) })
  }
}
