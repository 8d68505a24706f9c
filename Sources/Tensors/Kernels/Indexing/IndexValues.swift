internal import CKernels

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

  /// Requires that all of these indices are in `-extent ..< extent`; any other is a programmer's error.
  func requireIndices(in extent: Int) {
    guard let wrong = firstIndex(outside: -extent..<extent) else { return }
    preconditionFailure("the index \(wrong.index) in a dim of extent \(extent)")
  }

  /// By blocks, which vectors pass over; the one that has such an index is searched.
  private func firstPlace<Index: FixedWidthInteger>(
    _ type: Index.Type, outside range: Range<Int>, except: Int?
  ) -> (place: Int, index: Int)? {
    let values = unsafe pointer(as: Index.self)
    func isWrong(_ value: Index) -> Bool {
      let index = Int(truncatingIfNeeded: value)
      return !range.contains(index) && index != except
    }
    for first in stride(from: 0, to: count, by: 4096) {
      let end = min(count, first + 4096)
      if unsafe Self.areIndices(values + first, end - first, in: range) { continue }
      for place in first..<end where unsafe isWrong(values[place]) {
        return unsafe (place, Int(truncatingIfNeeded: values[place]))
      }
    }
    return nil
  }

  private static func areIndices<Index: FixedWidthInteger>(
    _ values: UnsafePointer<Index>, _ count: Int, in range: Range<Int>
  ) -> Bool {
    guard !range.isEmpty else { return false }
    let raw = unsafe UnsafeRawPointer(values)
    let (least, most) = (range.lowerBound, range.upperBound - 1)
    let routines = KernelVariant.chosenRoutines
    if Index.self == Int64.self {
      return unsafe routines.within_long(
        raw.assumingMemoryBound(to: Int64.self), count, Int64(least), Int64(most)) != 0
    }
    guard least <= Int(Int32.max), most >= Int(Int32.min) else { return false }
    return unsafe routines.within_int(
      raw.assumingMemoryBound(to: Int32.self), count, Int32(clamping: least), Int32(clamping: most))
      != 0
  }
}
