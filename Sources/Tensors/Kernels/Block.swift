/// Values side by side that a kernel works on, at most `kernelBlock` of them.
///
/// Bodies are inlined, so that loops over them become vector code where the body can.
@safe
struct Block<Value> {
  let values: UnsafeMutablePointer<Value>
  let count: Int

  /// `values[i] = body(values[i])`.
  @inline(__always)
  func map(_ body: (Value) -> Value) {
    for i in 0..<count { unsafe values[i] = body(values[i]) }
  }

  /// `values[i] = body(values[i], others[i])`.
  @inline(__always)
  func map(_ others: Lent<Value>, _ body: (Value, Value) -> Value) {
    let others = unsafe others.values
    for i in 0..<count { unsafe values[i] = body(values[i], others[i]) }
  }

  /// `results[i] = body(values[i])`.
  @inline(__always)
  func write<R>(_ results: Block<R>, _ body: (Value) -> R) {
    let to = unsafe results.values
    for i in 0..<count { unsafe to[i] = body(values[i]) }
  }

  /// The same values, for reading.
  @inline(__always)
  var lent: Lent<Value> { unsafe Lent(values: UnsafePointer(values), count: count) }
}

/// Values side by side that a kernel reads.
@safe
struct Lent<Value> {
  let values: UnsafePointer<Value>
  let count: Int

  /// `results[i] = body(values[i], others[i])`.
  @inline(__always)
  func write<R>(_ others: Lent<Value>, _ results: Block<R>, _ body: (Value, Value) -> R) {
    let (others, to) = unsafe (others.values, results.values)
    for i in 0..<count { unsafe to[i] = body(values[i], others[i]) }
  }
}

extension KernelElement {
  /// Where to compute the accumulators that become the elements at `destination`: right there where
  /// that is possible, so that nothing is left to store, else in `scratch`.
  @inline(__always)
  static func place(
    _ destination: UnsafeMutablePointer<Self>, step: Int,
    scratch: UnsafeMutablePointer<Accumulator>, count: Int
  ) -> Block<Accumulator> {
    if step == 1, Accumulator.self == Self.self {
      let there = unsafe UnsafeMutableRawPointer(destination)
        .assumingMemoryBound(to: Accumulator.self)
      return unsafe Block(values: there, count: count)
    }
    return unsafe Block(values: scratch, count: count)
  }

  /// Rounds the block that `place` gave to its destination.
  @inline(__always)
  static func finish(
    _ block: Block<Accumulator>, into destination: UnsafeMutablePointer<Self>, step: Int
  ) {
    if step == 1, Accumulator.self == Self.self { return }
    unsafe store(block.values, into: destination, step: step, count: block.count)
  }
}

extension StridedWalk {
  /// The walk over a contiguous result and operands that are expanded to its shape, cheap where all
  /// of them are contiguous.
  init(result: DenseTensor, _ operands: DenseTensor...) {
    self.init(result: result, operands: operands)
  }

  init(result: DenseTensor, operands: [DenseTensor]) {
    if operands.allSatisfy(\.isContiguous) {
      self.init(contiguous: result.count, operands: operands.count + 1)
    } else {
      self.init(shape: result.shape, operands: [result.strides] + operands.map(\.strides))
    }
  }

  /// The walk over `count` elements that lie side by side in every operand.
  init(contiguous count: Int, operands: Int) {
    length = count
    isEmpty = count == 0
    steps = [Int](repeating: 1, count: operands)
    starts = [Int](repeating: 0, count: operands)
  }
}
