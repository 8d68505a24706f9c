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
    switch index.dtype {
    case .int64: forEachPlace(of: Int64.self, body)
    case .int32: forEachPlace(of: Int32.self, body)
    default: preconditionFailure("indices are i32 or i64, not \(index.dtype)")
    }
  }

  @inline(__always)
  private func forEachPlace<Index: FixedWidthInteger>(
    of type: Index.Type, _ body: (Int, Int) -> Void
  ) {
    let indices = unsafe index.pointer(as: Index.self)
    let (count, extent) = (index.shape[index.ndim - 1], result.shape[result.ndim - 1])
    for row in 0..<index.count / count {
      for k in row * count..<(row + 1) * count {
        let given = unsafe Int(truncatingIfNeeded: indices[k])
        let place = given < 0 ? given &+ extent : given
        precondition(
          UInt(bitPattern: place) < UInt(bitPattern: extent),
          "the index \(given) in a dim of extent \(extent)")
        body(row &* extent &+ place, k)
      }
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
