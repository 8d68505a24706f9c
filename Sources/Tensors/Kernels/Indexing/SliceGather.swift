import Elements

/// Copies slices of `length` adjacent elements, in one pass over the indices: `outer` blocks of `extent` slices
/// each, of which the index names one after the other; the same in every block, or each block's own (`isByRow`).
///
/// Negative indices count from the end; any that is not in `-extent ..< extent` is a programmer's error.
struct SliceGather: BitsVisitor {
  let source: DenseTensor
  let index: DenseTensor
  let result: DenseTensor
  let outer: Int
  let extent: Int
  let length: Int
  let isByRow: Bool

  func visit<Bits: FixedWidthInteger>(_ type: Bits.Type) {
    index.requireIndices(in: extent)
    switch index.dtype {
    case .int64: copy(type, Int64.self)
    case .int32: copy(type, Int32.self)
    default: preconditionFailure("indices are i32 or i64, not \(index.dtype)")
    }
  }

  private func copy<Bits: FixedWidthInteger, Index: FixedWidthInteger>(
    _ type: Bits.Type, _ indexType: Index.Type
  ) {
    let from = unsafe source.pointer(as: Bits.self)
    var to = unsafe result.mutablePointer(as: Bits.self)
    let all = unsafe UnsafeRawPointer(index.pointer(as: UInt8.self))
      .assumingMemoryBound(to: Index.self)
    let count = isByRow ? index.count / max(1, outer) : index.count
    for block in 0..<outer {
      let indices = unsafe isByRow ? all + block * count : all
      let slices = unsafe from + block * extent * length
      for k in 0..<count {
        let place = unsafe place(indices[k])
        if length == 1 {
          unsafe to[k] = slices[place]
        } else {
          unsafe (to + k &* length).update(from: slices + place &* length, count: length)
        }
      }
      unsafe to += count * length
    }
  }

  /// Of an index that has been checked.
  @inline(__always)
  private func place<Index: FixedWidthInteger>(_ index: Index) -> Int {
    let given = Int(truncatingIfNeeded: index)
    return given &+ (extent & given &>> (Int.bitWidth - 1))
  }
}
