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
    let all = contiguous()
    let found =
      switch dtype {
      case .int64: all.firstPlace(Int64.self, outside: range, except: except)
      case .int32: all.firstPlace(Int32.self, outside: range, except: except)
      default: preconditionFailure("indices are i32 or i64, not \(dtype)")
      }
    return found.map { (index(at: $0.place), $0.index) }
  }

  /// By blocks without branches; the one that has such an index is searched.
  private func firstPlace<Index: FixedWidthInteger>(
    _ type: Index.Type, outside range: Range<Int>, except: Int?
  ) -> (place: Int, index: Int)? {
    let values = unsafe pointer(as: Index.self)
    func isWrong(_ value: Index) -> Bool {
      let index = Int(truncatingIfNeeded: value)
      let isOutside = UInt(bitPattern: index &- range.lowerBound) >= UInt(range.count)
      return isOutside && index != except
    }
    for first in stride(from: 0, to: count, by: 1024) {
      var some = false
      let end = min(count, first + 1024)
      for place in first..<end {
        let index = unsafe Int(truncatingIfNeeded: values[place])
        some = UInt(bitPattern: index &- range.lowerBound) >= UInt(range.count) || some
      }
      guard some else { continue }
      for place in first..<end where unsafe isWrong(values[place]) {
        return unsafe (place, Int(truncatingIfNeeded: values[place]))
      }
    }
    return nil
  }
}
