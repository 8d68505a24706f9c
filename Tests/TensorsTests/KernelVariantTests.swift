import CKernels
import Elements
import Testing

@testable import Tensors

/// Every variant that the processor has gives the bits of the portable one.
@Suite
struct KernelVariantTests {
  static let hasAVX2 = KernelVariant.avx2.isAvailable

  /// Every exponent with mantissas that lie at, and beside, the ties of both 16-bit floats; zeros,
  /// subnormals, infinities and NaN of either kind are among them.
  static let floats: [Float] = (0..<512).flatMap { upper in
    [
      0, 1, 0x0fff, 0x1000, 0x1001, 0x2fff, 0x3000, 0x7fff, 0x8000, 0x8001, 0x17fff, 0x18000,
      0x18001, 0x3f_ffff, 0x40_0000, 0x40_1000, 0x7f_efff, 0x7f_f000, 0x7f_ffff,
    ].map { Float(bitPattern: UInt32(upper) << 23 | $0) }
  }

  @Test(.enabled(if: hasAVX2))
  func `All 16-bit patterns widen to the portable bits, NaN with its payload`() {
    let patterns = [UInt16](0...UInt16.max)
    let halves = unsafe Self.converted(patterns, Float(0)) {
      unsafe CKERNELS_widen_half($0, $1, $2)
    }
    let brains = unsafe Self.converted(patterns, Float(0)) {
      unsafe CKERNELS_widen_brain($0, $1, $2)
    }
    for pattern in patterns {
      let (half, brain) = (halves[Int(pattern)], brains[Int(pattern)])
      if half.bitPattern != HalfPrecision.float(pattern).bitPattern
        || brain.bitPattern != HalfPrecision.float(brain: pattern).bitPattern
      {
        Issue.record("pattern \(pattern): \(half.bitPattern), \(brain.bitPattern)")
      }
    }
  }

  @Test(.enabled(if: hasAVX2))
  func `Floats of every exponent narrow to the portable bits`() {
    var generator = SplitMix64(state: 5)
    let random = (0..<200_000).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
    }
    let floats = Self.floats + random
    let halves = unsafe Self.converted(floats, UInt16(0)) {
      unsafe CKERNELS_narrow_half($0, $1, $2)
    }
    let brains = unsafe Self.converted(floats, UInt16(0)) {
      unsafe CKERNELS_narrow_brain($0, $1, $2)
    }
    for (index, value) in floats.enumerated()
    where halves[index] != HalfPrecision.float16(value)
      || brains[index] != HalfPrecision.bfloat16(value)
    {
      Issue.record("\(value.bitPattern): \(halves[index]), \(brains[index])")
    }
  }

  @Test(.enabled(if: KernelVariant.avx512.isAvailable))
  func `AVX-512 widens and narrows float16 to the portable bits, of any count`() {
    let patterns = [UInt16](0...UInt16.max)
    for count in Array(0...33) + [patterns.count] {
      let halves = Array(patterns.suffix(count))
      let wide = unsafe Self.converted(halves, Float(7), spare: 1) {
        unsafe CKERNELS_widen_half_avx512($0, $1, $2)
      }
      let floats = Array(Self.floats.suffix(count))
      let narrow = unsafe Self.converted(floats, UInt16(7), spare: 1) {
        unsafe CKERNELS_narrow_half_avx512($0, $1, $2)
      }
      #expect(
        wide.map(\.bitPattern)
          == halves.map { HalfPrecision.float($0).bitPattern } + [Float(7).bitPattern])
      #expect(narrow == floats.map(HalfPrecision.float16) + [7])
    }
  }

  @Test(.enabled(if: hasAVX2))
  func `Any count from any address converts, and nothing beside it`() {
    let patterns = [UInt16](0x7b00..<0x7d00)
    let floats = Array(Self.floats.suffix(512))
    for count in Array(0...40) + [255, 256, 257] {
      for start in [0, 1, 3] {
        let halves = Array(patterns[start..<(start + count)])
        let values = Array(floats[start..<(start + count)])
        let wide = unsafe Self.converted(halves, Float(7), spare: start + 1) {
          unsafe CKERNELS_widen_half($0 + start, $1, $2)
        }
        let narrow = unsafe Self.converted(values, UInt16(7), spare: start + 1) {
          unsafe CKERNELS_narrow_half($0 + start, $1, $2)
        }
        let brains = unsafe Self.converted(values, UInt16(7), spare: start + 1) {
          unsafe CKERNELS_narrow_brain($0 + start, $1, $2)
        }
        let wideBrains = unsafe Self.converted(halves, Float(7), spare: start + 1) {
          unsafe CKERNELS_widen_brain($0 + start, $1, $2)
        }
        let edges = [UInt16](repeating: 7, count: start)
        #expect(narrow == edges + values.map(HalfPrecision.float16) + [7])
        #expect(brains == edges + values.map(HalfPrecision.bfloat16) + [7])
        let floatEdges = edges.map { Float($0).bitPattern }
        let end = [Float(7).bitPattern]
        #expect(
          wide.map(\.bitPattern) == floatEdges
            + halves.map { HalfPrecision.float($0).bitPattern } + end)
        #expect(
          wideBrains.map(\.bitPattern) == floatEdges
            + halves.map { HalfPrecision.float(brain: $0).bitPattern } + end)
      }
    }
  }

  @Test(
    arguments: [DType.float16, .bfloat16], [1, 31, 32, 33, 1000, FoldRows.streamedBytes / 2 + 40])
  func `Sums of the 16-bit floats have the portable bits, of any count and from any address`(
    _ dtype: DType, _ count: Int
  ) {
    for partCount in [2, 3, 5] {
      for start in [0, 1, 8] {
        // The first has every pattern; of two NaN in one sum either may give the bits.
        let parts = (0..<partCount).map { part in
          let memory =
            part == 0
            ? DenseTensor.random([count + 8], dtype, seed: 3)
            : DenseTensor(fill: .random(seed: UInt64(part)), shape: [count + 8], dtype: dtype)
          return memory.slice(offsets: [(start + part) % 8], sizes: [count])
        }
        let results = KernelVariant.allCases.filter(\.isAvailable).map { variant in
          let memory = DenseTensor(zeros: [count + 9], dtype: dtype)
          let result = memory.slice(offsets: [start], sizes: [count])
          withElementType(dtype, Sum(parts: parts, result: result, variant: variant))
          return memory
        }
        for result in results {
          #expect(result.isIdentical(to: results[0]), "\(partCount) parts from \(start) on")
        }
      }
    }
  }

  private struct Sum: ElementVisitor {
    let parts: [DenseTensor]
    let result: DenseTensor
    let variant: KernelVariant

    func visit<T: KernelElement>(_ type: T.Type) {
      let walk = StridedWalk(
        shape: result.shape, operands: [result.strides] + parts.map(\.strides))
      let rows = FoldRows(
        walk, levels: [FoldLevel(.sum, parts.count)], bytes: result.byteCount, variant: variant)
      let sources = unsafe parts.map { unsafe UnsafePointer($0.pointer(as: T.self)) }
      unsafe sources.withUnsafeBufferPointer {
        unsafe rows.run($0.baseAddress!, into: result.mutablePointer(as: T.self))
      }
    }
  }

  /// What `body` makes of `source` in an array of `filler` with `spare` more elements.
  static func converted<From, To>(
    _ source: [From], _ filler: To, spare: Int = 0,
    _ body: (UnsafeMutablePointer<To>, UnsafePointer<From>, Int) -> Void
  ) -> [To] {
    var result = [To](repeating: filler, count: source.count + spare)
    unsafe result.withUnsafeMutableBufferPointer { to in
      unsafe source.withUnsafeBufferPointer { from in
        if let start = to.baseAddress, let first = from.baseAddress {
          unsafe body(start, first, source.count)
        }
      }
    }
    return result
  }

  /// The shape of some memory and a view of it, by an element's bytes; each goes its own way when it is
  /// large.
  struct Layout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let base: @Sendable (Int) -> [Int]
    let view: @Sendable (DenseTensor) -> DenseTensor

    init(
      _ name: String, _ base: @escaping @Sendable (Int) -> [Int],
      view: @escaping @Sendable (DenseTensor) -> DenseTensor
    ) {
      (testDescription, self.base, self.view) = (name, base, view)
    }
  }

  static let layouts = [
    Layout("transpose") { _ in
      [2049, 2051]
    } view: {
      $0.transposed(0, 1)
    },
    Layout("transpose of whole lines") { _ in
      [4096, 1088]
    } view: {
      $0.transposed(0, 1)
    },
    Layout("5-D permute") { _ in
      [24, 12, 16, 35, 28]
    } view: {
      $0.permuted([4, 2, 0, 3, 1])
    },
    Layout("runs side by side") {
      [67, 517, 256 / $0]
    } view: {
      $0.permuted([1, 0, 2])
    },
    Layout("columns of 64 bytes") {
      [140_000, 128 / $0]
    } view: {
      let width = $0.shape[1] / 2
      return $0.slice(offsets: [0, width / 2], sizes: [$0.shape[0], width])
    },
    Layout("columns of 16 bytes") {
      [530_000, 32 / $0]
    } view: {
      let width = $0.shape[1] / 2
      return $0.slice(offsets: [0, width], sizes: [$0.shape[0], width])
    },
    Layout("every second") { _ in
      [8_900_001]
    } view: {
      $0.strided(dim: 0, start: 1, count: 4_450_000, step: 2)
    },
    Layout("columns expanded") { _ in
      [3001, 1]
    } view: {
      $0.expanded(to: [3001, 1500])
    },
    Layout("a row expanded") { _ in
      [1, 3001]
    } view: {
      $0.expanded(to: [1500, 3001])
    },
  ]

  @Test(arguments: layouts)
  func `Large copies have the same bits in every variant and from any address`(_ layout: Layout) {
    for dtype in [DType.float16, .float32, .int64] {
      let base = DenseTensor(
        fill: .random(seed: 6), shape: layout.base(dtype.byteCount), dtype: dtype)
      let source = layout.view(base)
      let expected = source.copiedInPieces()
      for start in [0, 1] {
        for variant in KernelVariant.allCases where variant.isAvailable {
          let memory = DenseTensor(zeros: [source.count + 2], dtype: dtype)
          let result = DenseTensor(
            storage: memory.storage, shape: source.shape, strides: expected.strides,
            offset: start, dtype: dtype)
          CopyTests.path(from: source, to: result, variant)
          #expect(result.isIdentical(to: expected), "\(dtype), \(variant), from \(start) on")
          let after = memory.slice(offsets: [source.count + start], sizes: [2 - start])
          #expect(after.isIdentical(to: DenseTensor(zeros: [2 - start], dtype: dtype)))
        }
      }
    }
  }

  @Test(arguments: [[4096, 1], [1, 4096]])
  func `Broadcasts beyond the caches have the same bits`(_ shape: [Int]) {
    let source = DenseTensor.random(shape, .float32).expanded(to: [4096, 4096])
    #expect(source.byteCount >= CopyEngine.largeFill)
    #expect(source.copy().isIdentical(to: source.copiedInPieces()))
  }

  @Test
  func `A setting that means nothing is refused`() {
    #expect(throws: KernelVariant.Refusal.unknown("sse9")) { try KernelVariant(named: "sse9") }
    #expect(throws: Never.self) { try KernelVariant(named: "portable") }
    let refusal = KernelVariant.Refusal.unknown("sse9")
    #expect(
      "\(refusal)" == "TESSERA_KERNELS: one of portable, avx2, avx512, neon is required, not 'sse9'"
    )
  }
}

extension DenseTensor {
  /// A copy put together from pieces that stay in the caches, which the other tests hold against naive loops.
  fileprivate func copiedInPieces() -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype)
    let step = max(1, shape[0] / 40)
    let rest = Array(shape.dropFirst())
    for first in stride(from: 0, to: shape[0], by: step) {
      let offsets = [first] + rest.map { _ in 0 }
      let sizes = [min(step, shape[0] - first)] + rest
      let (target, piece) = (
        result.slice(offsets: offsets, sizes: sizes), slice(offsets: offsets, sizes: sizes)
      )
      CopyTests.path(from: piece, to: target, .portable)
    }
    return result
  }
}
