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
