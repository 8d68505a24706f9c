internal import CKernels

#if canImport(Glibc)
  import Glibc
#endif

extension CopyEngine {
  /// Rows that are contiguous in both layouts. The last outer dim is a plain loop, so that short
  /// rows cost little more than their bytes.
  static func copyRows(
    _ walk: StridedWalk, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    elementSize: Int
  ) {
    let bytes = walk.length * elementSize
    guard walk.rowCount > 1 else {
      let to = unsafe destination + walk.starts[0] * elementSize
      let from = unsafe source + walk.starts[1] * elementSize
      if bytes >= largeCopy, UInt(bitPattern: to) % 16 == 0 {
        unsafe CKERNELS_stream_rows(to, 0, from, 0, bytes, 1, fetchedAhead)
        CKERNELS_stream_fence()
      } else {
        unsafe memmove(to, from, bytes)
      }
      return
    }
    if unsafe streamRows(walk, from: source, to: destination, elementSize: elementSize) { return }
    let (outer, rows) = walk.split(walk.extents.count - 1)
    let destinationStep = rows.strides[0] * elementSize
    let sourceStep = rows.strides[1] * elementSize
    outer.forEachRow { offsets in
      var to = unsafe destination + offsets[0] * elementSize
      var from = unsafe source + offsets[1] * elementSize
      if bytes >= 8, bytes <= 64 {
        unsafe CKERNELS_copy_rows(to, destinationStep, from, sourceStep, bytes, rows.extent)
        return
      }
      for _ in 0..<rows.extent {
        unsafe memmove(to, from, bytes)
        unsafe to += destinationStep
        unsafe from += sourceStep
      }
    }
  }
}
