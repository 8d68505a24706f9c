import Elements

extension Reduction {
  /// The most elements that are widened at once: two buffers of 16 MiB.
  static let largestWidened = 1 << 22

  /// One reduction of MPI: what it sends, where its result goes, how many elements of `wire`.
  typealias Call = (UnsafeRawPointer, UnsafeMutableRawPointer, Int32) throws(MPIError) -> Void

  /// Reduces `count` elements in as many calls as it takes, and finishes them.
  ///
  /// - Parameter isReceiver: whether `receive` gets the result, or is not to be touched.
  func piecewise(
    _ send: UnsafeRawPointer, _ receive: UnsafeMutableRawPointer, _ count: Int, divisor: Int,
    isReceiver: Bool, _ call: Call
  ) throws(MPIError) {
    guard isWidened else {
      for piece in Chunking.pieces(count) {
        let start = piece.lowerBound * type.byteCount
        try unsafe call(
          send + start, isReceiver ? receive + start : receive, Int32(piece.count))
      }
      if isReceiver { unsafe finish(receive, count, by: divisor) }
      return
    }
    let pieces = Chunking.pieces(count, largest: min(Chunking.limit, Self.largestWidened))
    let scratch = Scratch(count: 2 * pieces[0].count)
    let result = unsafe scratch.floats + pieces[0].count
    for piece in pieces {
      let start = piece.lowerBound * type.byteCount
      unsafe widen(send + start, piece.count, of: type, into: scratch.floats)
      try unsafe call(
        UnsafeRawPointer(scratch.floats), UnsafeMutableRawPointer(result), Int32(piece.count))
      guard isReceiver else { continue }
      unsafe finish(UnsafeMutableRawPointer(result), piece.count, by: divisor)
      unsafe narrow(result, piece.count, of: type, into: receive + start)
    }
  }

  /// Makes an average of `count` sums in the wire's dtype where that is the op, one NaN of any, and 1 of
  /// what is true.
  func finish(_ results: UnsafeMutableRawPointer, _ count: Int, by divisor: Int) {
    func run<T: BinaryFloatingPoint>(_: T.Type, _ count: Int) {
      let values = unsafe results.assumingMemoryBound(to: T.self)
      if op == .avg { for index in 0..<count { unsafe values[index] /= T(divisor) } }
      for index in 0..<count where unsafe values[index].isNaN { unsafe values[index] = .nan }
    }
    func run(_ infinity: UInt16, nan: UInt16) {
      let values = unsafe results.assumingMemoryBound(to: UInt16.self)
      for index in 0..<count where unsafe values[index] & 0x7fff > infinity {
        unsafe values[index] = nan
      }
    }
    switch wire {
    case .bool:
      let values = unsafe results.assumingMemoryBound(to: UInt8.self)
      for index in 0..<count { unsafe values[index] = values[index] == 0 ? 0 : 1 }
    case .float16: run(0x7c00, nan: 0x7e00)
    case .bfloat16: run(0x7f80, nan: 0x7fc0)
    case .float32: run(Float.self, count)
    case .float64: run(Double.self, count)
    case .complex64: run(Float.self, 2 * count)
    default: break
    }
  }
}

/// Floats for as long as a call lasts.
@safe final class Scratch {
  let floats: UnsafeMutablePointer<Float>

  init(count: Int) { unsafe floats = .allocate(capacity: max(count, 1)) }

  deinit { unsafe floats.deallocate() }
}
