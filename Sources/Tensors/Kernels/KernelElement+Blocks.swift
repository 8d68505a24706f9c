/// The most elements that a kernel holds in scratch at once: with accumulators of 8 bytes, two of
/// them fit the first-level cache.
let kernelBlock = 1024

extension KernelElement {
  @inline(__always)
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Accumulator>,
    count: Int
  ) {
    if step == 1 {
      for i in 0..<count { unsafe values[i] = source[i].accumulator }
    } else {
      for i in 0..<count { unsafe values[i] = source[i &* step].accumulator }
    }
  }

  /// The accumulators of `count` elements: where they are if they are that already, else in
  /// `scratch`.
  @inline(__always)
  static func lend(
    _ source: UnsafePointer<Self>, step: Int, scratch: UnsafeMutablePointer<Accumulator>, count: Int
  ) -> UnsafePointer<Accumulator> {
    if step == 1, Accumulator.self == Self.self {
      return unsafe UnsafeRawPointer(source).assumingMemoryBound(to: Accumulator.self)
    }
    unsafe load(source, step: step, into: scratch, count: count)
    return unsafe UnsafePointer(scratch)
  }

  @inline(__always)
  static func store(
    _ values: UnsafePointer<Accumulator>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int
  ) {
    if step == 1 {
      for i in 0..<count { unsafe destination[i] = rounded(values[i]) }
    } else {
      for i in 0..<count { unsafe destination[i &* step] = rounded(values[i]) }
    }
  }
}

extension StridedWalk {
  /// Calls `body` for each run of at most `kernelBlock` elements of a row, with the operands' first
  /// element offsets and the run's length.
  func forEachBlock(_ body: (_ offsets: [Int], _ count: Int) -> Void) {
    forEachRow { offsets in
      if length <= kernelBlock {
        body(offsets, length)
      } else {
        for start in stride(from: 0, to: length, by: kernelBlock) {
          let at = offsets.indices.map { offsets[$0] + start * steps[$0] }
          body(at, min(kernelBlock, length - start))
        }
      }
    }
  }
}
