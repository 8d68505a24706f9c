import Elements

/// Puts values along the last dim of a result, in one pass over the indices: each row has its own.
///
/// Negative indices count from the end; any that is not in `-extent ..< extent` is a programmer's error.
struct RowScatter: BitsVisitor {
  let values: DenseTensor
  let index: DenseTensor
  let result: DenseTensor

  func visit<Bits: FixedWidthInteger>(_ type: Bits.Type) {
    let from = unsafe values.pointer(as: Bits.self)
    let to = unsafe result.mutablePointer(as: Bits.self)
    forEachPlace { place, k in unsafe to[place] = from[k] }
  }

  /// Calls `body` for each index in order, with the place in the result and the place of the value.
  @inline(__always)
  func forEachPlace(_ body: (Int, Int) -> Void) {
    let rows = index.count / index.shape[index.ndim - 1]
    forEachPlace(rows: rows, { _ in }, body, { _ in })
  }

  /// The same row by row, of which it tells when one begins and ends.
  @inline(__always)
  func forEachPlace(
    rows: Int, _ begin: (Int) -> Void, _ body: (Int, Int) -> Void, _ end: (Int) -> Void
  ) {
    index.requireIndices(in: result.shape[result.ndim - 1])
    switch index.dtype {
    case .int64: forEachPlace(rows, Int64.self, begin, body, end)
    case .int32: forEachPlace(rows, Int32.self, begin, body, end)
    default: preconditionFailure("indices are i32 or i64, not \(index.dtype)")
    }
  }

  @inline(__always)
  private func forEachPlace<Index: FixedWidthInteger>(
    _ rows: Int, _ type: Index.Type, _ begin: (Int) -> Void, _ body: (Int, Int) -> Void,
    _ end: (Int) -> Void
  ) {
    let indices = unsafe index.pointer(as: Index.self)
    let (count, extent) = (index.shape[index.ndim - 1], result.shape[result.ndim - 1])
    for row in 0..<rows {
      begin(row)
      for k in row * count..<(row + 1) * count {
        let given = unsafe Int(truncatingIfNeeded: indices[k])
        // They have been checked.
        body(row &* extent &+ given &+ (extent & given &>> (Int.bitWidth - 1)), k)
      }
      end(row)
    }
  }
}

/// Adds the values to those of the result, for dtypes that are their own accumulator.
struct RowAddition: ElementVisitor {
  let scatter: RowScatter

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    precondition(T.self == A.self, "\(T.self) is added as \(A.self)")
    let from = unsafe UnsafeRawPointer(scatter.values.pointer(as: T.self))
      .assumingMemoryBound(to: A.self)
    let to = unsafe UnsafeMutableRawPointer(scatter.result.mutablePointer(as: T.self))
      .assumingMemoryBound(to: A.self)
    scatter.forEachPlace { place, k in unsafe to[place] = A.add(to[place], from[k]) }
  }
}

/// The same of the 16-bit floats: each row in float32, rounded once.
struct HalfRowAddition: RealVisitor {
  let scatter: RowScatter

  func visit<T: RealElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let from = unsafe scatter.values.pointer(as: T.self)
    let to = unsafe scatter.result.mutablePointer(as: T.self)
    let (count, extent) = (
      scatter.index.shape[scatter.index.ndim - 1], scatter.result.shape[scatter.result.ndim - 1]
    )
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: extent + count) { scratch in
      let sums = scratch.baseAddress!
      let values = unsafe sums + extent
      var row = 0
      scatter.forEachPlace(
        rows: scatter.index.count / count,
        { next in
          row = next
          unsafe T.load(to + row * extent, step: 1, into: sums, count: extent)
          unsafe T.load(from + row * count, step: 1, into: values, count: count)
        },
        { place, k in
          let place = place &- row &* extent
          unsafe sums[place] = A.add(sums[place], values[k &- row &* count])
        }, { unsafe T.store(sums, into: to + $0 * extent, step: 1, count: extent) })
    }
  }
}
