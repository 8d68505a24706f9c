/// The indices of a dim of `size` that fall to one of `count` ranks, as `torch.chunk` cuts: pieces of
/// ceil(size / count), then the rest, then empty ones, which lie at the end.
///
/// This is the one function that says so. O(1).
public func chunkRange(_ size: Int, over count: Int, at index: Int) -> Range<Int> {
  precondition(size >= 0 && count >= 1, "a size is not negative, a count at least 1")
  precondition(index >= 0 && index < count, "there is a piece for each rank")
  let piece = size / count + (size % count == 0 ? 0 : 1)
  let (start, overflow) = index.multipliedReportingOverflow(by: piece)
  guard !overflow, start < size else { return size..<size }
  return start..<(start + Swift.min(piece, size - start))
}

/// The lengths of the pieces of a dim of `size` over `count` ranks: 12 over 5 gives 3, 3, 3, 3, 0.
///
/// See `chunkRange`. O(count).
public func chunkSizes(_ size: Int, over count: Int) -> [Int] {
  (0..<count).map { chunkRange(size, over: count, at: $0).count }
}

/// The positions in a list of `size` indices that a cut gives to one of `count` coordinates, ascending; ranges
/// that touch are one. None is empty, unless the one range of a cut into contiguous pieces is.
///
/// With `chunkRange`, on which it rests, this is the one function that says what a rank holds. O(count) for explicit
/// sizes, O(parts), O(blocks of a coordinate).
public func cutRanges(_ size: Int, over count: Int, by cut: Cut?, at index: Int) -> [Range<Int>] {
  switch cut {
  case nil: return [chunkRange(size, over: count, at: index)]
  case .sizes: return [shardOrderRange(size, over: count, by: cut, at: index)]
  case .parts(let parts):
    return (0..<parts).reduce(into: []) { ranges, part in
      let whole = chunkRange(size, over: parts, at: part)
      let piece = chunkRange(whole.count, over: count, at: index)
      ranges.append(
        touching: whole.lowerBound + piece.lowerBound..<whole.lowerBound + piece.upperBound)
    }
  case .cyclic(let block, let source):
    var ranges: [Range<Int>] = []
    var start = (index - source + count) % count
    let blocks = size / block + (size % block == 0 ? 0 : 1)
    while start < blocks {
      ranges.append(touching: start * block..<Swift.min(size, start * block + block))
      start += count
    }
    return ranges
  }
}

/// Where what `cutRanges` gives to a coordinate lies when the pieces of all coordinates stand one after the other:
/// in shard order. For a cut into contiguous pieces the same range.
///
/// O(parts); O(count) for explicit sizes; else O(1).
public func shardOrderRange(_ size: Int, over count: Int, by cut: Cut?, at index: Int) -> Range<
  Int
> {
  switch cut {
  case nil: return chunkRange(size, over: count, at: index)
  case .sizes(let sizes):
    let start = sizes[..<index].reduce(0, +)
    return start..<start + sizes[index]
  case .parts(let parts):
    var (start, length) = (0, 0)
    for part in 0..<parts {
      let whole = chunkRange(size, over: parts, at: part).count
      if whole == 0 { break }
      let piece = chunkRange(whole, over: count, at: index)
      start += piece.lowerBound
      length += piece.count
    }
    return start..<start + length
  case .cyclic(let block, let source):
    let blocks = size / block + (size % block == 0 ? 0 : 1)
    let (rounds, more) = blocks.quotientAndRemainder(dividingBy: count)
    let short = blocks * block - size
    // The coordinates from the source on that have a block more, and the one that has the short block.
    let last = (blocks + count - 1 + source) % count
    func before(_ index: Int) -> Int {
      let longer =
        Swift.max(0, Swift.min(index, source + more) - source)
        + Swift.max(0, Swift.min(index, source + more - count))
      return (index * rounds + longer) * block - (last < index ? short : 0)
    }
    return before(index)..<before(index + 1)
  }
}

extension [Range<Int>] {
  /// Appends a range that begins at the last one's end, or after it; an empty one is left out.
  mutating func append(touching next: Range<Int>) {
    guard !next.isEmpty else { return }
    if let last, last.upperBound == next.lowerBound {
      self[count - 1] = last.lowerBound..<next.upperBound
    } else {
      append(next)
    }
  }

  /// What stands at some positions of the list of indices that the ranges are; both ascend. O(ranges of both).
  package func selecting(_ positions: [Range<Int>]) -> [Range<Int>] {
    if count == 1, positions.count == 1 {
      let start = self[0].lowerBound + positions[0].lowerBound
      return [start..<start + positions[0].count]
    }
    var result: [Range<Int>] = []
    var (index, passed) = (0, 0)
    for range in positions {
      var start = range.lowerBound
      while start < range.upperBound, index < count {
        let end = passed + self[index].count
        if end <= start {
          (index, passed) = (index + 1, end)
          continue
        }
        let upper = Swift.min(end, range.upperBound)
        let shift = self[index].lowerBound - passed
        result.append(touching: start + shift..<upper + shift)
        start = upper
      }
    }
    return result
  }
}
