import Elements
import ReshardCases
import Testing

/// What the samples of tuples have that tests draw.
@Suite struct TuplesTests {
  private static let sizes = [
    [3], [4, 7], [2, 2, 2], [5, 4, 3], [6, 1, 9, 4], [2, 3, 2, 3, 2, 2, 2],
  ]

  private func choices(_ sizes: [Int]) -> [[Int]] { sizes.map { Array(0..<$0) } }

  @Test(arguments: sizes)
  func `all tuples are taken where they are few`(sizes: [Int]) {
    var generator = SeededGenerator(seed: 1)
    let count = sizes.reduce(1, *)
    let all = tuples(choices(sizes), limit: count, using: &generator)
    #expect(all.count == count)
    #expect(Set(all).count == count)
  }

  @Test(arguments: sizes)
  func `every choice of each place is in a sample that covers each`(sizes: [Int]) {
    var generator = SeededGenerator(seed: 2)
    let sample = tuples(choices(sizes), limit: 1, covering: .each, using: &generator)
    for (place, size) in sizes.enumerated() {
      #expect(Set(sample.map { $0[place] }) == Set(0..<size))
    }
  }

  @Test(arguments: sizes)
  func `every two choices of two places meet in a sample that covers pairs`(sizes: [Int]) {
    var generator = SeededGenerator(seed: 3)
    let sample = tuples(choices(sizes), limit: 1, covering: .pairs, using: &generator)
    for first in sizes.indices {
      for second in sizes.indices where second != first {
        let met = Set(sample.map { [$0[first], $0[second]] })
        #expect(met.count == sizes[first] * sizes[second], "places \(first) and \(second)")
      }
    }
    if sizes.count <= 2 { #expect(Set(sample).count == sizes.reduce(1, *)) }
  }
}
