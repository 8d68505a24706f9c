internal import CHost

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
        unsafe CHOST_stream_ahead(to, from, bytes, 4096)
        CHOST_stream_fence()
      } else {
        unsafe memmove(to, from, bytes)
      }
      return
    }
    let streams =
      bytes >= 64 && bytes * walk.rowCount >= largeRows
      && (UInt(bitPattern: destination) | UInt(walk.strides.reduce(walk.starts[0]) { $0 | $1[0] })
        * UInt(elementSize)) % 16 == 0
    let (outer, rows) = walk.split(walk.extents.count - 1)
    let destinationStep = rows.strides[0] * elementSize
    let sourceStep = rows.strides[1] * elementSize
    outer.forEachRow { offsets in
      var to = unsafe destination + offsets[0] * elementSize
      var from = unsafe source + offsets[1] * elementSize
      for _ in 0..<rows.extent {
        if streams {
          unsafe CHOST_stream_ahead(to, from, bytes, sourceStep)
        } else if bytes >= 8, bytes <= 64 {
          unsafe copyShort(from: from, to: to, bytes: bytes)
        } else {
          unsafe memmove(to, from, bytes)
        }
        unsafe to += destinationStep
        unsafe from += sourceStep
      }
    }
    if streams { CHOST_stream_fence() }
  }

  /// Copies of so many bytes and more are written past the caches: in one piece, or in rows, of which the
  /// next is fetched meanwhile. Shorter ones the C library copies faster.
  private static let largeCopy = 16 << 20
  private static let largeRows = 8 << 20

  /// Eight bytes at a time, the last eight overlapping those before.
  @inline(__always)
  private static func copyShort(
    from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, bytes: Int
  ) {
    let last = unsafe source.loadUnaligned(fromByteOffset: bytes - 8, as: UInt64.self)
    var at = 0
    while at < bytes - 8 {
      let word = unsafe source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      unsafe destination.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
      at += 8
    }
    unsafe destination.storeBytes(of: last, toByteOffset: bytes - 8, as: UInt64.self)
  }

  /// One row with constant steps; the common steps get loops of their own.
  @inline(__always)
  static func copySteps<T>(
    from source: UnsafePointer<T>, step sourceStep: Int,
    to destination: UnsafeMutablePointer<T>, step destinationStep: Int, count: Int
  ) {
    switch (destinationStep, sourceStep) {
    case (1, 0):
      unsafe destination.update(repeating: source.pointee, count: count)
    case (1, 2):
      for i in 0..<count { unsafe destination[i] = source[2 * i] }
    case (1, -1):
      for i in 0..<count { unsafe destination[i] = source[-i] }
    case (1, _):
      for i in 0..<count { unsafe destination[i] = source[i &* sourceStep] }
    case (_, 1):
      for i in 0..<count { unsafe destination[i &* destinationStep] = source[i] }
    default:
      for i in 0..<count {
        unsafe destination[i &* destinationStep] = source[i &* sourceStep]
      }
    }
  }
}
