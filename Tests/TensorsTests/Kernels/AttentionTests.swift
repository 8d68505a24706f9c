import Elements
import Testing

@testable import Tensors

/// Attention.
@Suite
struct AttentionTests {
  static let cases: [(String, s: Int, t: Int, h: Int, g: Int, causal: Bool)] = [
    ("plain", 3, 5, 2, 2, false), ("causal", 4, 4, 2, 2, true), ("shared", 3, 5, 4, 2, false),
    ("late", 2, 5, 2, 1, true), ("early", 5, 2, 2, 2, true),
  ]

  @Test(arguments: cases)
  func `Plain, causal, with shared key heads, of other lengths`(
    _ name: String, s: Int, t: Int, h: Int, g: Int, causal: Bool
  ) throws {
    for part in ["", " sums"] {
      try Golden.check("attention \(name)\(part)") {
        let found = DenseTensor.attention(
          query: $0.x([2, s, h, 4], 1), key: $0.x([2, t, g, 4], 2), value: $0.x([2, t, g, 3], 3),
          isCausal: causal)
        return part.isEmpty ? found.result : found.logSumExp
      }
    }
  }

  @Test
  func `A mask that is added, and one that keeps`() throws {
    for isBool in [false, true] {
      try Golden.check(isBool ? "attention bool" : "attention mask") {
        let added = $0.x([1, 2, 3, 5], 4)
        let kept = DenseTensor(
          added.converted(to: .float64).values(as: Double.self).map { $0 > 0 }, shape: added.shape)
        return DenseTensor.attention(
          query: $0.x([2, 3, 2, 4], 1), key: $0.x([2, 5, 2, 4], 2), value: $0.x([2, 5, 2, 3], 3),
          mask: isBool ? $0.laidOut(kept) : added
        ).result
      }
    }
  }

  @Test
  func `Blocks of queries give what all at once give; no keys give zeros`() {
    let samples = Samples(dtype: .float32, layout: .contiguous)
    let (q, k) = (samples.x([1, 700, 1, 4], 1), samples.x([1, 2000, 1, 4], 2))
    let whole = DenseTensor.attention(query: q, key: k, value: k, isCausal: true).result
    let last = DenseTensor.attention(
      query: q.slice(offsets: [0, 690, 0, 0], sizes: [1, 10, 1, 4]), key: k, value: k,
      isCausal: true
    ).result
    #expect(
      whole.slice(offsets: [0, 690, 0, 0], sizes: [1, 10, 1, 4]).isClose(
        to: last, relative: 1e-5, absolute: 1e-6))
    let none = DenseTensor(shape: [1, 0, 1, 4], dtype: .float32)
    let found = DenseTensor.attention(query: q, key: none, value: none)
    #expect(found.result.isIdentical(to: DenseTensor(zeros: [1, 700, 1, 4], dtype: .float32)))
    #expect(found.logSumExp.values(as: Float.self).allSatisfy { $0 == -.infinity })
  }

  /// Masks as they broadcast, of all dtypes that may be, beside what a causal one leaves out.
  @Test(arguments: [[1, 1, 1, 70], [2, 1, 70, 1], [1, 2, 70, 70], [2, 2, 70, 70]])
  func `Masks of each dtype and shape give what scores with them give`(_ shape: [Int]) {
    for dtype in [DType.float16, .float32, .float64] {
      let samples = Samples(dtype: dtype, layout: .contiguous)
      let (q, k) = (samples.x([2, 70, 2, 4], 1), samples.x([2, 70, 2, 4], 2))
      let wide = dtype == .float64 ? dtype : .float32
      let plain = Samples(dtype: wide, layout: .contiguous).x(shape, 3)
      let bools = DenseTensor(
        plain.converted(to: .float64).values(as: Double.self).map { $0 > -0.5 }, shape: shape)
      for mask in [plain, plain.converted(to: dtype), bools] {
        for isCausal in [false, true] {
          let heads = [q, k].map { $0.converted(to: wide).transposed(1, 2) }
          var scores = heads[0].matmul(heads[1].transposed(2, 3)).elementwise(.scale(0.5))
          let lowest = DenseTensor(repeating: -.infinity, shape: [], dtype: wide)
          let added =
            mask.dtype == .bool
            ? DenseTensor.where(mask, DenseTensor(zeros: [], dtype: wide), lowest)
            : mask.converted(to: wide)
          scores = scores.adding(added.expanded(to: scores.shape).copy())
          if isCausal {
            let seen = (0..<70 * 70).map { $0 % 70 <= $0 / 70 }
            scores = .where(DenseTensor(seen, shape: [70, 70]), scores, lowest)
          }
          // A row that sees nothing gives zeros.
          let weights = scores.softmax(axis: 3)
          let known = DenseTensor.where(
            weights.compared(.equal, weights), weights, DenseTensor(zeros: [], dtype: wide))
          let expected = known.matmul(heads[1]).transposed(1, 2)
          let found = DenseTensor.attention(
            query: q, key: k, value: k, mask: mask, isCausal: isCausal)
          #expect(
            found.result.converted(to: wide).isClose(
              to: expected, relative: dtype == .float16 ? 2e-3 : 1e-4, absolute: 1e-3),
            "\(dtype), mask \(mask.dtype)\(shape), causal \(isCausal)")
        }
      }
    }
  }

  @Test(arguments: [true, false])
  func `Rotary embeddings by base and by tables, both styles, both orders of dims`(
    _ isInterleaved: Bool
  ) throws {
    let name = "rotary \(isInterleaved ? "interleaved" : "halves")"
    let style: RotaryStyle = isInterleaved ? .interleaved : .halves
    try Golden.check(name) {
      $0.x([2, 4, 3, 6], 1).rotaryEmbedding(.base(100), style: style, start: 2)
    }
    try Golden.check(name) {
      $0.x([2, 4, 3, 6], 1).transposed(0, 1)
        .rotaryEmbedding(.base(100), style: style, start: 2, isTimeMajor: true).transposed(0, 1)
    }
    try Golden.check("\(name) tables") {
      let tables = [$0.x([9, 6], 2), $0.x([9, 6], 3)]
      return $0.x([2, 4, 3, 6], 1).rotaryEmbedding(
        .tables(sin: tables[0].unsqueezed(1).unsqueezed(0), cos: tables[1]), style: style,
        positions: $0.ids([2, 4], 3, 9))
    }
  }
}
