internal import CKernels

extension CopyEngine {
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

  /// Rows of one value each, and of every second element: in vectors, where there are some for them. False
  /// where there are none.
  @inline(__always)
  static func copyVectors<T: FixedWidthInteger>(
    _ walk: StridedWalk, from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>,
    _ variant: KernelVariant
  ) -> Bool {
    let size = MemoryLayout<T>.size
    switch walk.steps {
    case [1, 0] where walk.length * size >= 64:
      let streams = unsafe streams(walk, to: UnsafeRawPointer(destination), elementSize: size)
      guard streams || variant.hasAVX2 else { return false }
      unsafe fillRows(walk, from: source, to: destination, streams: streams)
    case [1, 2] where T.bitWidth == 16 || T.bitWidth == 32:
      guard unsafe streams(walk, to: UnsafeRawPointer(destination), elementSize: size) else {
        return false
      }
      unsafe streamEvens(walk, from: source, to: destination)
    default: return false
    }
    return true
  }

  private static func fillRows<T: FixedWidthInteger>(
    _ walk: StridedWalk, from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>,
    streams: Bool
  ) {
    let bytes = walk.length * MemoryLayout<T>.size
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: 16 / MemoryLayout<T>.size) {
      pattern in
      walk.forEachRow { offsets in
        unsafe pattern.update(repeating: source[offsets[1]])
        let row = unsafe destination + offsets[0]
        if streams {
          unsafe CKERNELS_stream_fill(row, pattern.baseAddress!, bytes)
        } else {
          unsafe CKERNELS_fill(row, pattern.baseAddress!, bytes)
        }
      }
    }
    if streams { CKERNELS_stream_fence() }
  }

  private static func streamEvens<T: FixedWidthInteger>(
    _ walk: StridedWalk, from source: UnsafePointer<T>, to destination: UnsafeMutablePointer<T>
  ) {
    walk.forEachRow { offsets in
      let from = unsafe UnsafeRawPointer(source + offsets[1])
      let to = unsafe UnsafeMutableRawPointer(destination + offsets[0])
      if T.bitWidth == 16 {
        unsafe CKERNELS_stream_evens2(
          to.assumingMemoryBound(to: UInt16.self), from.assumingMemoryBound(to: UInt16.self),
          walk.length)
      } else {
        unsafe CKERNELS_stream_evens4(
          to.assumingMemoryBound(to: UInt32.self), from.assumingMemoryBound(to: UInt32.self),
          walk.length)
      }
    }
    CKERNELS_stream_fence()
  }
}
