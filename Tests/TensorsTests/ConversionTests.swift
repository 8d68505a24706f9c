import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Conversions.
@Suite
struct ConversionTests {
  @Test
  func `Every float16 pattern widens exactly, and narrows back`() {
    for pattern in UInt16.min...UInt16.max {
      let expected = Float(Float16(bitPattern: pattern))
      let value = HalfPrecision.float(pattern)
      let back = HalfPrecision.float16(value)
      if expected.isNaN {
        #expect(value.isNaN && Float16(bitPattern: back).isNaN)
        #expect(back == pattern | 0x0200)
      } else if value.bitPattern != expected.bitPattern || back != pattern {
        Issue.record("pattern \(pattern): \(value), not \(expected); back \(back)")
      }
    }
  }

  @Test
  func `Every bfloat16 pattern widens exactly, and narrows back`() {
    for pattern in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(brain: pattern)
      #expect(value.bitPattern == UInt32(pattern) << 16)
      let expected = value.isNaN ? pattern | 0x0040 : pattern
      #expect(HalfPrecision.bfloat16(value) == expected)
      #expect(BFloat16(value).bitPattern == expected)
    }
  }

  @Test
  func `Narrowing rounds to nearest, ties to even, also around every boundary`() {
    for pattern in UInt16(0)..<0x7c00 {
      let lower = Double(Float16(bitPattern: pattern))
      let upper = pattern == 0x7bff ? 65536 : Double(Float16(bitPattern: pattern + 1))
      let middle = Float((lower + upper) / 2)
      for value in [middle.nextDown, middle, middle.nextUp, -middle, -middle.nextUp] {
        if HalfPrecision.float16(value) != Float16(value).bitPattern {
          Issue.record("\(value): \(HalfPrecision.float16(value)), not \(Float16(value))")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `Random floats narrow as Swift's own conversions do`(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    for _ in 0..<20_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      let half = HalfPrecision.float16(value)
      #expect(value.isNaN ? Float16(bitPattern: half).isNaN : half == Float16(value).bitPattern)
      #expect(HalfPrecision.bfloat16(value) == BFloat16(value).bitPattern)
      let double =
        Double(sign: .plus, exponent: Int(generator.next() % 50) - 30, significand: 1)
        * (1 + Double(generator.next() >> 12) * 0x1p-52)
      #expect(Float16.converted(double).bitPattern == Float16(double).bitPattern, "\(double)")
    }
  }

  @Test
  func `A double is rounded once on its way to 16 bits`() {
    #expect(Float16.converted(1 + 0x1p-11 + 0x1p-40) == 1 + 0x1p-10)
    #expect(Float16.converted(1 + 0x1p-11) == 1)
    #expect(BFloat16.converted(1 + 0x1p-8 + 0x1p-50).bitPattern == 0x3f81)
    #expect(BFloat16.converted(Int64(1) << 60 + 1 << 52 + 1).bitPattern == 0x5d81)
    #expect(BFloat16.converted(Int64(1) << 60 + 1 << 52).bitPattern == 0x5d80)
  }

  static let values: [Double] = [0, 1, -1, 2.75, -2.75, 127, 100.5, 7]

  @Test(arguments: DType.allCases)
  func `Every dtype converts to every other, contiguous or strided`(_ from: DType) {
    let source = DenseTensor(Self.values, shape: [2, 4]).converted(to: from)
    for to in DType.allCases {
      let expected = source.values(from).map { Self.scalar($0, from, to) }
      #expect(source.converted(to: to).values(to) == expected, "\(from) to \(to)")
      let turned = source.transposed(0, 1).converted(to: to).transposed(0, 1)
      #expect(turned.values(to) == expected, "\(from) to \(to), strided")
    }
  }

  /// What `value`, held exactly by `from`, is in `to`.
  static func scalar(_ value: Double, _ from: DType, _ to: DType) -> Double {
    switch to.kind {
    case .boolean: value != 0 ? 1 : 0
    case .unsignedInteger where value < 0:
      from.kind == .signedInteger ? value.rounded(.towardZero) + wrap(to) : 0
    case .signedInteger, .unsignedInteger: value.rounded(.towardZero)
    default: value
    }
  }

  static func wrap(_ to: DType) -> Double {
    Double(sign: .plus, exponent: 8 * to.byteCount, significand: 1)
  }

  @Test
  func `Floats outside an integer's range give its ends, and NaN gives 0`() {
    let tensor = DenseTensor([1e30, -1e30, .nan, .infinity, -0.9] as [Float], shape: [5])
    #expect(tensor.converted(to: .int8).values(as: Int8.self) == [127, -128, 0, 127, 0])
    #expect(tensor.converted(to: .uint64).values(as: UInt64.self) == [.max, 0, 0, .max, 0])
    #expect(tensor.converted(to: .int64).values(as: Int64.self) == [.max, .min, 0, .max, 0])
  }

  @Test
  func `Integers wrap, and keep 64 bits`() {
    let tensor = DenseTensor([300, -1, .max, .min] as [Int64], shape: [4])
    #expect(tensor.converted(to: .uint8).values(as: UInt8.self) == [44, 255, 255, 0])
    #expect(
      tensor.converted(to: .uint64).values(as: UInt64.self)
        == [300, .max, UInt64(Int64.max), 1 << 63])
  }

  @Test
  func `Long tensors convert block by block`() {
    let tensor = DenseTensor(fill: .iota, shape: [2 * kernelBlock + 5], dtype: .int32)
    let back = tensor.converted(to: .float64).converted(to: .int64).converted(to: .int32)
    #expect(back.isIdentical(to: tensor))
  }
}

extension DenseTensor {
  /// The real parts of all elements, read one by one.
  func values(_ dtype: DType) -> [Double] {
    precondition(self.dtype == dtype)
    return withElementType(dtype, RealParts(tensor: self))
  }
}

struct RealParts: ElementVisitor {
  let tensor: DenseTensor
  func visit<T: KernelElement>(_ type: T.Type) -> [Double] {
    tensor.values(as: T.self).map(\.wide.parts.real)
  }
}
