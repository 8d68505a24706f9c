extension DenseTensor {
  /// The indices that this int32 or int64 tensor holds, in row-major order.
  func indexValues() -> [Int] {
    switch dtype {
    case .int64: return values(as: Int64.self).map { Int($0) }
    case .int32: return values(as: Int32.self).map { Int($0) }
    default: preconditionFailure("indices are i32 or i64, not \(dtype)")
    }
  }

  /// The indices, with those below 0 counted from the end of a dim of `extent`; any that is not in
  /// `-extent ..< extent` is a programmer's error.
  func indexValues(in extent: Int) -> [Int] {
    indexValues().map { index in
      precondition(
        -extent <= index && index < extent, "the index \(index) in a dim of extent \(extent)")
      return index < 0 ? index + extent : index
    }
  }

  /// The first of the indices in this int32 or int64 tensor that is not in `range` and not `except`,
  /// and its place: what to report before a kernel meets it.
  public func firstIndex(
    outside range: Range<Int>, except: Int? = nil
  ) -> (place: [Int], index: Int)? {
    // In pieces, so that as many as a file has need no list of their own.
    let (all, step) = (flattened(), 1 << 16)
    for first in stride(from: 0, to: count, by: step) {
      let piece = all.slice(offsets: [first], sizes: [min(step, count - first)]).indexValues()
      if let at = piece.firstIndex(where: { !range.contains($0) && $0 != except }) {
        return (index(at: first + at), piece[at])
      }
    }
    return nil
  }
}
