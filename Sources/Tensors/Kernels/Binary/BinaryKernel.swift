internal import CHost
import Elements

/// The functions of two values of a type that kernels compute in.
protocol BinaryMath {
  /// Replaces each value by `op` of it and its partner.
  static func apply(_ op: BinaryOp, _ block: Block<Self>, _ others: Lent<Self>)
  static func compare(
    _ op: ComparisonOp, _ first: Lent<Self>, _ second: Lent<Self>, into: Block<Bool>)
  /// A total order by unsigned integers: NaN is above all and equals itself, zeros are equal.
  var orderKey: UInt64 { get }
}

/// `result[i] = op(first[i], second[i])`, by blocks.
struct BinaryKernel: ElementVisitor {
  let op: BinaryOp
  let first: DenseTensor
  let second: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    if T.self == Float.self || T.self == Double.self || T.self == Float16.self
      || T.self == BFloat16.self, let operation = VectorOperation(op)
    {
      return combine(as: T.self, by: operation)
    }
    if first.isContiguous, second.isContiguous {
      // A bool is a byte, 0 or 1, of which these are functions by bits.
      if T.self == Bool.self, [.bitwiseAnd, .bitwiseOr, .bitwiseXor].contains(op) {
        return combine(as: UInt8.self)
      }
      if A.self == T.self { return combine(as: A.self) }
    }
    let walk = StridedWalk(result: result, first, second)
    combineBlocks(as: T.self, walk)
  }

  /// By several threads. A function of its own, since to hand tensors to closures costs more than to add a few numbers.
  @inline(never)
  func runInParts() {
    result.inParts(areFlat: first.isContiguous && second.isContiguous) { part in
      withElementType(
        result.dtype,
        BinaryKernel(op: op, first: part(first), second: part(second), result: part(result)))
    }
  }

  /// Floats, by rows whose elements lie side by side or are one number.
  private func combine<T: KernelElement>(as type: T.Type, by operation: VectorOperation) {
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    let destination = unsafe result.mutablePointer(as: T.self)
    if first.isContiguous, second.isContiguous {
      if unsafe addPastCaches(a, b, into: destination) { return }
      _ = unsafe operation.combine(a, step: 1, b, step: 1, into: destination, result.count)
      return
    }
    let walk = StridedWalk(result: result, first, second)
    let steps = walk.steps
    guard steps[0] == 1, (0...1).contains(steps[1]), (0...1).contains(steps[2]) else {
      return combineBlocks(as: type, walk)
    }
    walk.forEachRow { offsets in
      _ = unsafe operation.combine(
        a + offsets[1], step: steps[1], b + offsets[2], step: steps[2],
        into: destination + offsets[0], walk.length)
    }
  }

  private func combineBlocks<T: KernelElement>(as type: T.Type, _ walk: StridedWalk) {
    typealias A = T.Accumulator
    let steps = walk.steps
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    let destination = unsafe result.mutablePointer(as: T.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
      let scratch = scratch.baseAddress!
      walk.forEachBlock { offsets, count in
        let write = unsafe destination + offsets[0]
        let block = unsafe T.place(write, step: steps[0], scratch: scratch, count: count)
        unsafe T.load(a + offsets[1], step: steps[1], into: block.values, count: count)
        let others = unsafe T.lend(
          b + offsets[2], step: steps[2], scratch: scratch + kernelBlock, count: count)
        unsafe A.apply(op, block, Lent(values: others, count: count))
        unsafe T.finish(block, into: write, step: steps[0])
      }
    }
  }

  /// The same where all elements lie side by side and are accumulators: there are no rows to find and
  /// nothing to convert, which is most of what a small tensor costs.
  private func combine<A: Arithmetic>(as type: A.Type) {
    let (a, b) = unsafe (first.pointer(as: A.self), second.pointer(as: A.self))
    let destination = unsafe result.mutablePointer(as: A.self)
    if unsafe addPastCaches(a, b, into: destination) { return }
    for start in stride(from: 0, to: result.count, by: kernelBlock) {
      let block = unsafe Block(
        values: destination + start, count: min(kernelBlock, result.count - start))
      unsafe block.values.update(from: a + start, count: block.count)
      unsafe A.apply(op, block, Lent(values: b + start, count: block.count))
    }
  }
}

extension BinaryKernel {
  /// Sums larger than the caches: what is written past them need not be fetched first. False for other ops.
  private func addPastCaches<A>(
    _ a: UnsafePointer<A>, _ b: UnsafePointer<A>, into destination: UnsafeMutablePointer<A>
  ) -> Bool {
    guard op == .add, result.byteCount >= CopyEngine.largeCopy,
      UInt(bitPattern: destination) % 16 == 0
    else { return false }
    let (a, b) = unsafe (UnsafeRawPointer(a), UnsafeRawPointer(b))
    let to = UnsafeMutableRawPointer(destination)
    if A.self == Float.self {
      unsafe CHOST_sums_float(
        to.assumingMemoryBound(to: Float.self), a.assumingMemoryBound(to: Float.self),
        b.assumingMemoryBound(to: Float.self), nil, nil, result.count)
    } else if A.self == Double.self {
      unsafe CHOST_sums_double(
        to.assumingMemoryBound(to: Double.self), a.assumingMemoryBound(to: Double.self),
        b.assumingMemoryBound(to: Double.self), nil, nil, result.count)
    } else {
      return false
    }
    CHOST_stream_fence()
    return true
  }
}

/// `result[i] = op(first[i], second[i])` of a comparison, by blocks.
struct ComparisonKernel: ElementVisitor {
  let op: ComparisonOp
  let first: DenseTensor
  let second: DenseTensor
  let result: DenseTensor

  /// By several threads.
  @inline(never)
  func runInParts() {
    result.inParts(areFlat: first.isContiguous && second.isContiguous) { part in
      withElementType(
        first.dtype,
        ComparisonKernel(op: op, first: part(first), second: part(second), result: part(result)))
    }
  }

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let walk = StridedWalk(result: result, first, second)
    let steps = walk.steps
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    let destination = unsafe result.mutablePointer(as: Bool.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
      let scratch = scratch.baseAddress!
      walk.forEachBlock { offsets, count in
        let left = unsafe T.lend(a + offsets[1], step: steps[1], scratch: scratch, count: count)
        let right = unsafe T.lend(
          b + offsets[2], step: steps[2], scratch: scratch + kernelBlock, count: count)
        unsafe A.compare(
          op, Lent(values: left, count: count), Lent(values: right, count: count),
          into: Block(values: destination + offsets[0], count: count))
      }
    }
  }
}

extension BinaryMath where Self: Comparable {
  @inline(__always)
  static func compare(
    _ op: ComparisonOp, _ first: Lent<Self>, _ second: Lent<Self>, into answers: Block<Bool>
  ) {
    switch op {
    case .equal: first.write(second, answers) { $0 == $1 }
    case .notEqual: first.write(second, answers) { $0 != $1 }
    case .less: first.write(second, answers) { $0 < $1 }
    case .lessEqual: first.write(second, answers) { $0 <= $1 }
    case .greater: first.write(second, answers) { $0 > $1 }
    case .greaterEqual: first.write(second, answers) { $0 >= $1 }
    }
  }
}
