import Testing

@testable import Sharding

/// Shard extents.
@Suite
struct ExtentsTests {
  @Test(arguments: torchChunks)
  func `are those of torch.chunk for every total in its table`(pieces: Int, lengths: String) throws
  {
    let rows = lengths.split(whereSeparator: \.isWhitespace)
    #expect(rows.count == 25)
    for (index, row) in rows.enumerated() {
      let expected = try row.map { try #require(Int(String($0), radix: 36)) }
      #expect(chunkSizes(index + 1, over: pieces) == expected, "\(index + 1) over \(pieces)")
    }
  }

  @Test(arguments: [
    (0, 1, [0]), (0, 3, [0, 0, 0]), (1, 1, [1]), (1, 3, [1, 0, 0]), (12, 5, [3, 3, 3, 3, 0]),
    (5, 4, [2, 2, 1, 0]), (6, 3, [2, 2, 2]), (2, 5, [1, 1, 0, 0, 0]),
  ])
  func `are ceil-sized pieces, then the rest, then empty ones`(
    size: Int, count: Int, expected: [Int]
  ) {
    #expect(chunkSizes(size, over: count) == expected)
  }

  @Test
  func `cover the dim once, in order, with the empty ones at its end`() {
    for size in 0...40 {
      for count in 1...17 {
        let ranges = (0..<count).map { chunkRange(size, over: count, at: $0) }
        #expect(ranges.map(\.count) == chunkSizes(size, over: count))
        #expect(ranges.first?.lowerBound == 0)
        #expect(ranges.last?.upperBound == size)
        for (left, right) in zip(ranges, ranges.dropFirst()) {
          #expect(left.upperBound == right.lowerBound)
        }
      }
    }
  }

  @Test
  func `do not overflow at the largest sizes`() {
    #expect(chunkRange(.max, over: 3, at: 2).upperBound == .max)
    #expect(chunkRange(.max, over: .max, at: .max - 1) == (.max - 1)..<(.max))
    #expect(chunkRange(.max - 1, over: .max - 2, at: .max - 3).isEmpty)
  }
}
