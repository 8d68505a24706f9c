internal import CKernels

extension CopyEngine {
  /// Results of so many bytes and more are written past the caches: in one piece, and in rows or tiles.
  /// Shorter ones the C library copies faster.
  static let largeCopy = 16 << 20
  static let largeRows = 8 << 20
  /// The same where rows are filled with one value each: nothing else then asks for the caches, and they
  /// hold more.
  static let largeFill = 48 << 20
  /// How many bytes ahead the source is fetched.
  static let fetchedAhead = 16 << 10

  /// Whether the result of a walk is large enough to be written past the caches, in whole vectors.
  static func streams(
    _ walk: StridedWalk, to destination: UnsafeRawPointer, elementSize: Int
  ) -> Bool {
    let bytes = walk.length * walk.rowCount * elementSize
    return unsafe bytes >= (walk.steps[1] == 0 ? largeFill : largeRows)
      && walk.isAligned(operand: 0, at: destination, elementSize: elementSize)
  }

  /// Rows that are contiguous in both layouts, past the caches. False where they are too few or too short.
  static func streamRows(
    _ walk: StridedWalk, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    elementSize: Int
  ) -> Bool {
    let bytes = walk.length * elementSize
    let (outer, rows) = walk.split(walk.extents.count - 1)
    let isWhole = bytes >= 64 || bytes % 16 == 0 && rows.strides[0] == walk.length
    guard isWhole, unsafe streams(walk, to: destination, elementSize: elementSize) else {
      return false
    }
    if bytes % 64 == 0, bytes <= sideBySide / 4,
      let side = outer.outerDim(withStep: walk.length, ofOperand: 1)
    {
      unsafe streamSides(
        outer, side, rows, from: source, to: destination, elementSize: elementSize)
    } else {
      let (to, from) = (rows.strides[0] * elementSize, rows.strides[1] * elementSize)
      let ahead = max(4, fetchedAhead / 4 / bytes) * from
      outer.forEachRow { offsets in
        unsafe CKERNELS_stream_rows(
          destination + offsets[0] * elementSize, to, source + offsets[1] * elementSize, from,
          bytes, rows.extent, ahead)
      }
    }
    CKERNELS_stream_fence()
    return true
  }

  /// Bytes that lie side by side in the source and are read at once.
  private static let sideBySide = 4 << 10

  /// Rows that lie side by side in the source, but not in the destination: several of them at once, so
  /// that both sides are gone through in long pieces.
  private static func streamSides(
    _ walk: StridedWalk, _ dim: Int, _ rows: StridedWalk.Dim, from source: UnsafeRawPointer,
    to destination: UnsafeMutableRawPointer, elementSize: Int
  ) {
    let (outer, side) = walk.split(dim)
    let bytes = walk.length * elementSize
    let most = sideBySide / bytes
    let (to, from) = (rows.strides[0] * elementSize, rows.strides[1] * elementSize)
    let (across, along) = (side.strides[0] * elementSize, side.strides[1] * elementSize)
    outer.forEachRow { offsets in
      let target = unsafe destination + offsets[0] * elementSize
      let origin = unsafe source + offsets[1] * elementSize
      for first in stride(from: 0, to: side.extent, by: most) {
        for row in 0..<rows.extent {
          unsafe CKERNELS_stream_rows(
            target + (first * across + row * to), across, origin + (first * along + row * from),
            along, bytes, min(most, side.extent - first), from * fetchedAhead / sideBySide)
        }
      }
    }
  }
}
