import CKernels
import Elements
import Testing

@testable import Tensors

/// Fills.
@Suite
struct FillTests {
  @Test
  func `Philox gives the published test vectors`() {
    let pi = SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)
    #expect(
      Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(.max, .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(counter: pi, key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test(arguments: KernelVariant.allCases.filter(\.isAvailable))
  func `Words drawn many blocks at a time are those of each block`(variant: KernelVariant) {
    let seed: UInt64 = 0x1234_5678_9abc_def0
    for (first, blocks) in [(0, 1), (5, 8), (UInt64(UInt32.max) - 3, 21), (1 << 40, 0)] {
      var words = [UInt32](repeating: 7, count: 4 * blocks + 1)
      unsafe variant.routines.pointee.philox_words(&words, first, blocks, seed)
      let each = (0..<UInt64(blocks)).flatMap { place in
        let block = Philox.block(at: first + place, seed: seed)
        return [block.x, block.y, block.z, block.w]
      }
      #expect(words == each + [7])
    }
  }

  @Test(arguments: DType.allCases)
  func `A box of a fill is that box of the whole`(_ dtype: DType) {
    let shape = [5, 6, 7]
    for fill in [Fill.zeros, .ones, .iota, .random(seed: 42)] {
      let whole = DenseTensor(fill: fill, shape: shape, dtype: dtype)
      for (offsets, sizes) in [
        ([0, 0, 0], [5, 6, 7]), ([1, 2, 3], [3, 2, 4]), ([4, 0, 0], [1, 6, 7]),
        ([0, 5, 6], [5, 1, 1]), ([2, 2, 2], [0, 1, 1]),
      ] {
        let box = DenseTensor(
          fill: fill, globalShape: shape, offsets: offsets, sizes: sizes, dtype: dtype)
        #expect(box.isIdentical(to: whole.slice(offsets: offsets, sizes: sizes)))
      }
    }
  }

  @Test
  func `Iota is the row-major index, wrapped to small integers`() {
    let bytes = DenseTensor(fill: .iota, shape: [2, 150], dtype: .uint8).values(as: UInt8.self)
    #expect(bytes == (0..<300).map { UInt8(truncatingIfNeeded: $0) })
    #expect(
      DenseTensor(fill: .iota, shape: [2, 2], dtype: .bool).values(as: Bool.self)
        == [false, true, false, true])
    #expect(DenseTensor(fill: .iota, shape: [], dtype: .float32).values(as: Float.self) == [0])
  }

  @Test(arguments: DType.allCases)
  func `Random values keep their range, and fill it`(_ dtype: DType) {
    let values = DenseTensor(fill: .random(seed: 3), shape: [10_000], dtype: dtype).values(dtype)
    let (low, high): (Double, Double) =
      switch dtype.kind {
      case .boolean: (0, 1)
      case .signedInteger: (-100, 99)
      case .unsignedInteger: (0, 199)
      default: (0, 1)
      }
    let isFloating = dtype.kind == .floatingPoint || dtype.kind == .complex
    #expect(values.allSatisfy { $0 >= low && (isFloating ? $0 < high : $0 <= high) })
    let mean = values.reduce(0, +) / 10_000
    #expect(abs(mean - (low + high) / 2) < (high - low) * 0.02)
  }

  @Test
  func `Another seed gives other values`() {
    let a = DenseTensor(fill: .random(seed: 1), shape: [100], dtype: .float32)
    let b = DenseTensor(fill: .random(seed: 1 << 32 + 1), shape: [100], dtype: .float32)
    #expect(!a.isIdentical(to: b))
  }

  @Test(arguments: DType.allCases)
  func `Filling a view leaves its surroundings`(_ dtype: DType) {
    let tensor = DenseTensor(zeros: [4, 4], dtype: dtype)
    tensor.slice(offsets: [1, 1], sizes: [2, 2]).transposed(0, 1).fill(1)
    tensor.strided(dim: 1, start: 0, count: 2, step: 3).fill(1)
    #expect(tensor.values(dtype) == [1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1])
  }
}
