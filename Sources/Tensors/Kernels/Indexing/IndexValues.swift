extension DenseTensor {
  /// The indices that this int32 or int64 tensor holds, in row-major order.
  func indexValues() -> [Int] {
    switch dtype {
    case .int64: return values(as: Int64.self).map { Int($0) }
    case .int32: return values(as: Int32.self).map { Int($0) }
    default: preconditionFailure("indices are int32 or int64, not \(dtype)")
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
    let indices = indexValues()
    guard let at = indices.firstIndex(where: { !range.contains($0) && $0 != except }) else {
      return nil
    }
    return (index(at: at), indices[at])
  }
}
