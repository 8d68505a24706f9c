/// The rows of a contiguous floating-point tensor, taken as `[count, length]`, one at a time as
/// accumulators; on several threads where it is large.
@safe
struct Rows<T: RealElement> {
  typealias Values = UnsafeMutablePointer<T.Accumulator>

  let source: UnsafePointer<T>
  let count: Int
  let length: Int

  init(_ tensor: DenseTensor, length: Int, as type: T.Type) {
    unsafe source = UnsafePointer(tensor.pointer(as: T.self))
    self.length = length
    count = length == 0 ? 0 : tensor.count / length
  }

  /// Calls `body` with each row's values, and writes what it leaves there to the row of `result`. Rows do not wait for
  /// each other: what `body` writes to is the row's own.
  @inline(__always)
  func map(into result: DenseTensor, _ body: (_ row: Int, _ values: Values) -> Void) {
    let destination = unsafe result.mutablePointer(as: T.self)
    let isInPlace = T.self == T.Accumulator.self
    KernelThreads.forEachRange(of: count, work: length) { range in
      unsafe withUnsafeTemporaryAllocation(
        of: T.Accumulator.self, capacity: isInPlace ? 1 : length
      ) { scratch in
        for row in range {
          let to = unsafe destination + row * length
          let values =
            unsafe isInPlace
            ? UnsafeMutableRawPointer(to).assumingMemoryBound(to: T.Accumulator.self)
            : scratch.baseAddress!
          unsafe T.load(source + row * length, step: 1, into: values, count: length)
          unsafe body(row, values)
          if !isInPlace { unsafe T.store(values, into: to, step: 1, count: length) }
        }
      }
    }
  }
}
