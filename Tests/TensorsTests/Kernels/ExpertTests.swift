import Elements
import Testing

@testable import Tensors

/// Experts.
@Suite
struct ExpertTests {
  /// Tokens 1, 2, 3, 4; each prefers its own expert and then the next.
  let tokens = DenseTensor([1, 2, 3, 4] as [Float], shape: [4, 1])
  let gate = DenseTensor(
    [
      0.6, 0.3, 0.1,
      0.5, 0.4, 0.1,
      0.2, 0.7, 0.1,
      0.1, 0.6, 0.3,
    ] as [Float], shape: [4, 3])

  @Test
  func `Padded: better choices come first, then rows; full experts drop`() {
    let found = tokens.dispatchedToExperts(gate: gate, k: 2, capacity: 3, isPadded: true)
    #expect(found.experts.values(as: Int32.self) == [0, 1, 0, 1, 1, 0, 1, 2])
    #expect(found.offsets.values(as: Int64.self) == [3, 7, 8])
    // Expert 1: rows 2 and 3 by their first choice, row 0 by its second, and no place for row 1.
    #expect(found.tokens.values(as: Float.self) == [1, 2, 3, 3, 4, 1, 4, 0, 0])
    #expect(found.weights.values(as: Float.self) == [0.6, 0.3, 0.5, 0, 0.7, 0.2, 0.6, 0.3])
    #expect(found.places.values(as: Int32.self) == [0, 1, 3, 4, 5, 0, 2, 6])
  }

  @Test
  func `Not padded: rows in order, places without gaps`() {
    let found = tokens.dispatchedToExperts(gate: gate, k: 2, capacity: 3, isPadded: false)
    #expect(found.tokens.values(as: Float.self) == [1, 2, 3, 1, 2, 3, 0, 4])
    #expect(found.weights.values(as: Float.self) == [0.6, 0.3, 0.5, 0.4, 0.7, 0.2, 0, 0.3])
    #expect(found.places.values(as: Int32.self) == [0, 1, 5, 0, 3, 4, 2, 7])
  }

  @Test
  func `A bias moves the choice and not the weight; equal values go to the first expert`() {
    let bias = DenseTensor([0, 0, 9] as [Float], shape: [3])
    let found = tokens.dispatchedToExperts(
      gate: gate, bias: bias, k: 1, capacity: 9, isPadded: true)
    #expect(found.experts.values(as: Int32.self) == [2, 2, 2, 2])
    #expect(found.weights.values(as: Float.self) == [0.1, 0.1, 0.1, 0.3])
    let flat = DenseTensor(ones: [4, 3], dtype: .float32)
    let first = tokens.dispatchedToExperts(gate: flat, k: 2, capacity: 9, isPadded: true)
    #expect(first.experts.values(as: Int32.self) == [0, 1, 0, 1, 0, 1, 0, 1])
  }

  @Test(arguments: [DType.float32, .float64, .float16, .bfloat16])
  func `Combining weighs what came back`(_ dtype: DType) {
    let found = tokens.converted(to: dtype).dispatchedToExperts(
      gate: gate, k: 2, capacity: 3, isPadded: true)
    let back = found.tokens.combinedFromExperts(
      weights: found.weights, places: found.places.transposed(0, 1))
    let expected = DenseTensor([0.9, 1, 2.7, 3.6] as [Double], shape: [4, 1]).converted(to: dtype)
    #expect(back.isClose(to: expected, relative: 0.01))
  }

  @Test
  func `No tokens, no choices`() {
    let none = DenseTensor(shape: [0, 2], dtype: .float32)
    let found = none.dispatchedToExperts(
      gate: DenseTensor(shape: [0, 3], dtype: .float32), k: 2, capacity: 1, isPadded: true)
    #expect(found.tokens.values(as: Float.self) == [0, 0, 0, 0, 0, 0])
    #expect(
      found.tokens.combinedFromExperts(
        weights: found.weights, places: found.places.transposed(0, 1)
      ).shape == [0, 2])
  }
}
