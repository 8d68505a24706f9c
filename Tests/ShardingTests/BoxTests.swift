import Testing

@testable import Sharding

/// Boxes.
@Suite
struct BoxTests {
  @Test
  func `intersect where both have elements`() {
    let box = Box(offsets: [2, 0], sizes: [4, 3])
    #expect(
      box.intersection(Box(offsets: [0, 1], sizes: [4, 9])) == Box(offsets: [2, 1], sizes: [2, 2]))
    #expect(box.intersection(Box(offsets: [6, 0], sizes: [1, 3])) == nil)
    #expect(box.intersection(Box(offsets: [3, 1], sizes: [0, 1])) == nil)
    #expect(Box(shape: []).intersection(Box(shape: [])) == Box(shape: []))
  }

  @Test
  func `count their elements, one in a box without dims`() {
    #expect(Box(shape: [2, 3]).count == 6)
    #expect(Box(shape: []).count == 1)
    #expect(Box(shape: [2, 0]).isEmpty)
    #expect(!Box(shape: []).isEmpty)
  }

  @Test
  func `are told relative to another`() {
    let part = Box(offsets: [5, 2], sizes: [1, 1])
    #expect(
      part.relative(to: Box(offsets: [4, 2], sizes: [3, 3]))
        == Box(offsets: [1, 0], sizes: [1, 1]))
  }

  @Test(arguments: [[], [0], [1], [7], [3, 4], [2, 0, 3], [3, 1, 5], [2, 3, 4]])
  func `fall into row-major pieces of at most a limit`(shape: [Int]) {
    let whole = [Int](shape.map { $0 + 2 })
    let box = Box(offsets: shape.map { _ in 1 }, sizes: shape)
    for limit in 1...25 {
      let pieces = box.pieces(ofAtMost: limit)
      #expect(pieces.allSatisfy { (1...limit).contains($0.count) })
      #expect(
        pieces.flatMap { $0.linearIndices(in: whole) } == box.linearIndices(in: whole),
        "shape \(shape), limit \(limit)")
    }
  }
}
