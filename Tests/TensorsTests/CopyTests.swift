import Elements
import Testing

@testable import Tensors

/// Strided copies.
@Suite
struct CopyTests {
  /// One layout on either side of a copy, made from a tensor of undefined contents.
  struct Layouts: Sendable, CustomTestStringConvertible {
    let name: String
    let path: CopyEngine.Path?
    let source: @Sendable (DType) -> DenseTensor
    let destination: @Sendable (DType) -> DenseTensor
    var testDescription: String { name }
  }

  static func full(_ shape: [Int]) -> @Sendable (DType) -> DenseTensor {
    { DenseTensor.random(shape, $0, seed: 7) }
  }

  /// Short rows, of which some lengths have loops of their own.
  static let shortRows: [Layouts] = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64].map { length in
    Layouts(
      name: "short rows of \(length)", path: .rows,
      source: { full([9, length + 3])($0).slice(offsets: [0, 2], sizes: [9, length]) },
      destination: { full([11, length + 5])($0).slice(offsets: [1, 4], sizes: [9, length]) })
  }

  static let cases: [Layouts] = [
    Layouts(name: "nothing", path: nil, source: full([3, 0]), destination: full([3, 0])),
    Layouts(name: "0-D", path: .rows, source: full([]), destination: full([])),
    Layouts(name: "all contiguous", path: .rows, source: full([5, 7]), destination: full([5, 7])),
    Layouts(
      name: "long rows of a block", path: .rows,
      source: { full([6, 200])($0).slice(offsets: [1, 3], sizes: [4, 150]) },
      destination: full([4, 150])),
    Layouts(
      name: "rows of 3 into a block", path: .rows, source: full([2, 5, 3]),
      destination: { full([4, 9, 5])($0).slice(offsets: [1, 2, 1], sizes: [2, 5, 3]) }),
    Layouts(
      name: "rows of 11", path: .rows,
      source: { full([9, 13])($0).slice(offsets: [0, 1], sizes: [9, 11]) },
      destination: full([9, 11])),
    Layouts(
      name: "transpose, whole tiles", path: .transpose,
      source: { full([128, 256])($0).transposed(0, 1) }, destination: full([256, 128])),
    Layouts(
      name: "transpose, ragged", path: .transpose,
      source: { full([37, 83])($0).transposed(0, 1) }, destination: full([83, 37])),
    Layouts(
      name: "transpose, several ragged tiles", path: .transpose,
      source: { full([150, 267])($0).transposed(0, 1) }, destination: full([267, 150])),
    Layouts(
      name: "transpose of 3 x 2", path: .transpose,
      source: { full([3, 2])($0).transposed(0, 1) }, destination: full([2, 3])),
    Layouts(
      name: "inner dims of 4-D transposed", path: .transpose,
      source: { full([2, 3, 20, 17])($0).permuted([1, 0, 3, 2]) },
      destination: full([3, 2, 17, 20])),
    Layouts(
      name: "first and last dim transposed", path: .transpose,
      source: { full([17, 3, 20])($0).permuted([2, 1, 0]) }, destination: full([20, 3, 17])),
    Layouts(
      name: "into a transposed view", path: .transpose, source: full([19, 33]),
      destination: { full([33, 19])($0).transposed(0, 1) }),
    Layouts(
      name: "every second", path: .steps,
      source: { full([4, 31])($0).strided(dim: 1, start: 1, count: 15, step: 2) },
      destination: full([4, 15])),
    Layouts(
      name: "every third into every second", path: .steps,
      source: { full([31])($0).strided(dim: 0, start: 0, count: 10, step: 3) },
      destination: { full([20])($0).strided(dim: 0, start: 1, count: 10, step: 2) }),
    Layouts(
      name: "scattered", path: .steps, source: full([13]),
      destination: { full([40])($0).strided(dim: 0, start: 2, count: 13, step: 3) }),
    Layouts(
      name: "reversed", path: .steps,
      source: { full([3, 9])($0).strided(dim: 1, start: 8, count: 9, step: -1) },
      destination: full([3, 9])),
    Layouts(
      name: "both reversed", path: .rows,
      source: { full([9])($0).strided(dim: 0, start: 8, count: 9, step: -1) },
      destination: { full([9])($0).strided(dim: 0, start: 8, count: 9, step: -1) }),
    Layouts(
      name: "one value expanded", path: .steps, source: { full([1])($0).expanded(to: [21]) },
      destination: full([21])),
    Layouts(
      name: "a column expanded", path: .steps, source: { full([5, 1])($0).expanded(to: [5, 8]) },
      destination: full([5, 8])),
    Layouts(
      name: "a row expanded", path: .rows, source: { full([9])($0).expanded(to: [5, 9]) },
      destination: full([5, 9])),
  ]

  @Test(arguments: cases + shortRows)
  func `Every layout copies as the naive loop does, by the loop meant for it`(_ layouts: Layouts) {
    for dtype in DType.allCases {
      let source = layouts.source(dtype)
      let destination = layouts.destination(dtype)
      let untouched = destination.storage.withBytes { bytes in
        (0..<bytes.byteCount).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
      let expected = source.naiveBytes()
      destination.copy(from: source)
      #expect(destination.naiveBytes() == expected, "\(dtype)")
      let changed = destination.storage.withBytes { bytes in
        (0..<bytes.byteCount).filter {
          unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) != untouched[$0]
        }
      }
      #expect(changed.count <= destination.byteCount, "\(dtype)")
      #expect(source.copy().naiveBytes() == expected, "\(dtype)")
      for variant in KernelVariant.allCases where variant.isAvailable {
        let again = layouts.destination(dtype)
        Self.path(from: source, to: again, variant)
        #expect(again.naiveBytes() == expected, "\(dtype), \(variant)")
      }
      if dtype.byteCount == 8 || layouts.path == nil {
        #expect(Self.path(from: source, to: destination) == layouts.path)
      }
    }
  }

  @discardableResult
  static func path(
    from source: DenseTensor, to destination: DenseTensor, _ variant: KernelVariant = .chosen
  ) -> CopyEngine.Path? {
    unsafe CopyEngine.copy(
      from: source.start, strides: source.strides, to: destination.start,
      strides: destination.strides, shape: source.shape, elementSize: source.dtype.byteCount,
      variant: variant)
  }

  @Test
  func `Short runs move as one element of 2, 4 or 8 bytes`() {
    for (dtype, run) in [(DType.int8, 4), (.int8, 8), (.float16, 2), (.float16, 4), (.float32, 2)] {
      let source = DenseTensor.random([6, 10, run], dtype).transposed(0, 1)
      let destination = DenseTensor(shape: [10, 6, run], dtype: dtype)
      #expect(Self.path(from: source, to: destination) == .transpose)
      #expect(destination.naiveBytes() == source.naiveBytes())
      let shifted = DenseTensor.random([6, 10, run + 1], dtype)
        .slice(offsets: [0, 0, 1], sizes: [6, 10, run]).transposed(0, 1)
      #expect(Self.path(from: shifted, to: destination) == .rows)
      #expect(destination.naiveBytes() == shifted.naiveBytes())
    }
  }

  @Test(arguments: 0..<300)
  func `Random layouts copy as the naive loop does`(_ round: Int) {
    let seed = UInt64(round) &* 7919 &+ 11
    var generator = SplitMix64(state: seed)
    let dtype = DType.allCases.randomElement(using: &generator)!
    let shape = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
      Int.random(in: 0...7, using: &generator)
    }
    let source = Self.anyView(of: shape, dtype, &generator)
    let destination = Self.anyView(of: shape, dtype, &generator)
    let expected = source.naiveBytes()
    destination.copy(from: source)
    #expect(destination.naiveBytes() == expected, "seed \(seed)")
    for variant in KernelVariant.allCases where variant.isAvailable {
      Self.path(from: source, to: destination, variant)
      #expect(destination.naiveBytes() == expected, "seed \(seed), \(variant)")
    }
    #expect(source.isIdentical(to: destination), "seed \(seed)")
  }

  /// A view of `shape` with permuted dims, gaps, steps and reversals.
  static func anyView(
    of shape: [Int], _ dtype: DType, _ generator: inout SplitMix64
  ) -> DenseTensor {
    let order = Array(shape.indices).shuffled(using: &generator)
    let steps = shape.map { _ in [-2, -1, 1, 1, 1, 2].randomElement(using: &generator)! }
    let extents = order.map {
      shape[$0] * abs(steps[$0]) + Int.random(in: 0...2, using: &generator)
    }
    var inverse = order
    for (position, dim) in order.enumerated() { inverse[dim] = position }
    var view = DenseTensor.random(extents, dtype, seed: generator.next()).permuted(inverse)
    for dim in shape.indices {
      let start = steps[dim] > 0 ? 0 : max(0, (shape[dim] - 1) * -steps[dim])
      view = view.strided(dim: dim, start: start, count: shape[dim], step: steps[dim])
    }
    return view
  }
}
