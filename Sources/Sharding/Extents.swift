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
