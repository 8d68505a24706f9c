import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Folds of numbers without a value, of the largest, and of zeros with a sign.
@Suite
struct SpecialFoldTests {
  static let floats: [DType] = [.float16, .bfloat16, .float32, .float64, .complex64]

  static func largest(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 65504
    case .bfloat16: 0x1.fep127
    case .float64: .greatestFiniteMagnitude
    default: Double(Float.greatestFiniteMagnitude)
    }
  }

  /// The bits of the dtype's canonical NaN in each of its parts.
  static func hasOneNaN(_ tensor: DenseTensor) -> Bool {
    func all<Bits: FixedWidthInteger & BitwiseCopyable>(_ nan: Bits, above infinity: Bits) -> Bool {
      tensor.contiguous().storage.withBytes(tensor.contiguous().byteRange) { bytes in
        stride(from: 0, to: bytes.byteCount, by: MemoryLayout<Bits>.size).allSatisfy {
          let word = unsafe bytes.unsafeLoad(fromByteOffset: $0, as: Bits.self)
          return word & (Bits.max >> 1) <= infinity || word == nan
        }
      }
    }
    return switch tensor.dtype {
    case .float16: all(UInt16(0x7e00), above: 0x7c00)
    case .bfloat16: all(UInt16(0x7fc0), above: 0x7f80)
    case .float64: all(UInt64(0x7ff8_0000_0000_0000), above: 0x7ff0_0000_0000_0000)
    default: all(UInt32(0x7fc0_0000), above: 0x7f80_0000)
    }
  }

  @Test(arguments: floats)
  func `Of bits of any kind every fold has the canonical NaN only`(_ dtype: DType) {
    let large = FoldRows.streamedBytes / dtype.byteCount + 5
    for op in ReduceOp.allCases where dtype.carries(op) {
      // Only sums have ways of their own where much is written.
      let more = op == .sum ? [large] : []
      for (count, lengths) in [(2, Array(1...67) + [3000] + more), (3, [40] + more), (5, [131])] {
        for length in lengths {
          // Every exponent is there, all ones among them: NaN of either sign, quiet or not.
          let parts = (0..<count).map { DenseTensor.special([length], dtype, seed: UInt64($0)) }
          let result = DenseTensor(shape: [length], dtype: dtype)
          fold(op, parts, into: result)
          #expect(Self.hasOneNaN(result), "\(op) of \(count) parts of \(length)")
        }
      }
      let parts = (0..<6).map { DenseTensor.special([7, 9], dtype, seed: UInt64($0)) }
      let strided = DenseTensor(shape: [9, 7], dtype: dtype).transposed(0, 1)
      fold([FoldLevel(op, 2), FoldLevel(op, 3)], parts, into: strided)
      #expect(Self.hasOneNaN(strided), "\(op) in two levels")
    }
  }

  @Test(arguments: DType.allCases)
  func `A fold of one part is the part, to the bit`(_ dtype: DType) {
    for op in ReduceOp.allCases where dtype.carries(op) && dtype.byteCount > 2 {
      let part = DenseTensor.special([131], dtype, seed: 3)
      let result = DenseTensor(shape: [131], dtype: dtype)
      fold([FoldLevel(op, 1), FoldLevel(op, 1)], [part], into: result)
      #expect(result.isIdentical(to: part), "\(op)")
    }
  }

  @Test(arguments: floats, [2, 3, 5, 7, 11, 64, 1000])
  func `The mean of equal numbers is that number`(_ dtype: DType, _ count: Int) {
    let random = DenseTensor(fill: .random(seed: 4), shape: [99], dtype: dtype)
    let large = DenseTensor(repeating: Self.largest(dtype), shape: [9], dtype: dtype)
    let negative = DenseTensor(repeating: -Self.largest(dtype), shape: [9], dtype: dtype)
    let zeros = DenseTensor(repeating: -0.0, shape: [9], dtype: dtype)
    let small = DenseTensor(repeating: 0x1p-24, shape: [9], dtype: dtype)
    for part in [random, large, negative, zeros, small] {
      let result = DenseTensor(shape: part.shape, dtype: dtype)
      fold(.avg, Array(repeating: part, count: count), into: result)
      #expect(result.isIdentical(to: part))
      guard count < 12 else { continue }
      let levels = [FoldLevel(.avg, count), FoldLevel(.avg, 3)]
      fold(levels, Array(repeating: part, count: 3 * count), into: result)
      #expect(result.isIdentical(to: part))
    }
  }

  @Test(arguments: floats)
  func `Averages of averages do not overflow either, nor in place`(_ dtype: DType) {
    let most = Self.largest(dtype)
    let parts = [most, most, -most, most].map {
      DenseTensor(repeating: $0, shape: [kernelBlock + 3], dtype: dtype)
    }
    let result = DenseTensor(shape: [kernelBlock + 3], dtype: dtype)
    fold([FoldLevel(.avg, 2), FoldLevel(.avg, 2)], parts, into: result)
    let half = DenseTensor(repeating: most / 2, shape: [kernelBlock + 3], dtype: dtype)
    #expect(result.isClose(to: half, relative: 4 * dtype.unit))
    let place = parts[0].copy()
    fold(.avg, [place, parts[1]], into: place)
    #expect(place.isIdentical(to: parts[1]))
    guard dtype.carries(.min) else { return }
    // What overflows within is not hidden by an outer minimum.
    let levels = [FoldLevel(.min, 2), FoldLevel(.avg, 2)]
    fold(levels, [parts[0], parts[0], parts[0], half], into: result)
    let quarters = DenseTensor(repeating: most / 4 * 3, shape: [kernelBlock + 3], dtype: dtype)
    #expect(result.isClose(to: quarters, relative: 4 * dtype.unit))
  }

  @Test(arguments: floats)
  func `An infinite part makes its mean infinite, two of them NaN`(_ dtype: DType) {
    let (plus, minus) = (
      DenseTensor(repeating: .infinity, shape: [3], dtype: dtype),
      DenseTensor(repeating: -.infinity, shape: [3], dtype: dtype)
    )
    let result = DenseTensor(shape: [3], dtype: dtype)
    fold(.avg, [plus, DenseTensor(repeating: 1, shape: [3], dtype: dtype)], into: result)
    #expect(result.values(dtype)[0] == .infinity)
    fold(.avg, [plus, minus], into: result)
    #expect(result.values(dtype)[0].isNaN && Self.hasOneNaN(result))
  }

  @Test(arguments: floats)
  func `Zeros keep their signs beside the identity`(_ dtype: DType) {
    let zeros = DenseTensor([-0.0, 0.0, -0.0, 0.0] as [Float], shape: [4])
    let complex = DenseTensor(
      [Complex(-0.0, -0.0), Complex(-0.0, 0.0), Complex(1, -0.0), Complex(.infinity, 0)]
        as [Complex<Float>], shape: [4])
    let part = dtype == .complex64 ? complex : zeros.converted(to: dtype)
    let identity = DenseTensor(shape: [4], dtype: dtype)
    let result = DenseTensor(shape: [4], dtype: dtype)
    for op in ReduceOp.allCases where op.hasIdentity && dtype.carries(op) {
      identity.fillIdentity(of: op)
      for order in [[identity, part], [part, identity], [identity, part, identity]] {
        fold(op, order, into: result)
        #expect(result.isIdentical(to: part), "\(op)")
      }
    }
  }

  @Test(arguments: floats)
  func `Running sums start from what keeps a zero's sign; the sum of nothing is 0`(_ dtype: DType) {
    let negative = DenseTensor(repeating: -0.0, shape: [3], dtype: dtype)
    #expect(negative.cumulativeSum(axis: 0).isIdentical(to: negative))
    let none = DenseTensor(zeros: [0], dtype: dtype).reduced(.sum, axes: [0])
    #expect(none.isIdentical(to: DenseTensor(zeros: [], dtype: dtype)))
    let whole = negative.reduced(.sum, axes: [0])
    #expect(whole.isIdentical(to: DenseTensor(repeating: -0.0, shape: [], dtype: dtype)))
  }
}

extension DType {
  /// The last place of a number near 1.
  fileprivate var unit: Double {
    switch self {
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    case .float64: 0x1p-52
    default: 0x1p-23
    }
  }
}

extension DenseTensor {
  /// Random bytes, of which half make words whose exponents are all ones: infinities, and NaN of all kinds.
  static func special(_ shape: [Int], _ dtype: DType, seed: UInt64) -> DenseTensor {
    let result = random(shape, dtype, seed: seed)
    let mask: UInt64 =
      switch dtype {
      case .float16: 0x7c00_7c00_7c00_7c00
      case .bfloat16: 0x7f80_7f80_7f80_7f80
      case .float32, .complex64: 0x7f80_0000_7f80_0000
      case .float64: 0x7ff0_0000_0000_0000
      default: 0
      }
    result.storage.withMutableBytes { bytes in
      for at in 0..<bytes.byteCount where (at / 8 + Int(seed)) % 2 == 0 {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: at, as: UInt8.self)
        let ones = UInt8(truncatingIfNeeded: mask >> (8 * UInt64(at % 8)))
        bytes.storeBytes(of: byte | ones, toByteOffset: at, as: UInt8.self)
      }
    }
    return result
  }
}
