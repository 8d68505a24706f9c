import ComplexModule
import Elements

/// The functions of one value of a type that kernels compute in.
protocol UnaryMath {
  /// Replaces each value by `op` of it.
  static func apply(_ op: UnaryOp, _ block: Block<Self>)
  var isNaNValue: Bool { get }
  var isFiniteValue: Bool { get }
}

/// `result[i] = op(source[i])`, by blocks.
struct UnaryKernel: ElementVisitor {
  let op: UnaryOp
  let source: DenseTensor
  let result: DenseTensor

  /// By several threads.
  @inline(never)
  func runInParts() {
    result.inParts(areFlat: source.isContiguous) { part in
      withElementType(
        result.dtype, UnaryKernel(op: op, source: part(source), result: part(result)))
    }
  }

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let walk = StridedWalk(result: result, source)
    let steps = walk.steps
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: T.self)
    if op == .bitwiseNot, source.isContiguous {
      return unsafe Self.complement(from, into: to, result.count)
    }
    if let function = VectorFunction(op), source.isContiguous,
      unsafe function.map(from, into: to, result.count)
    {
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: kernelBlock) { scratch in
      let scratch = scratch.baseAddress!
      walk.forEachBlock { offsets, count in
        let (read, write) = unsafe (from + offsets[1], to + offsets[0])
        let block = unsafe T.place(write, step: steps[0], scratch: scratch, count: count)
        unsafe T.load(read, step: steps[1], into: block.values, count: count)
        A.apply(op, block)
        unsafe T.finish(block, into: write, step: steps[0])
      }
    }
  }

  /// The bitwise complement of contiguous elements, byte by byte: all bits of integers, the lowest bit of bools.
  private static func complement<T>(
    _ source: UnsafePointer<T>, into result: UnsafeMutablePointer<T>, _ count: Int
  ) {
    let mask: UInt8 = T.self == Bool.self ? 1 : .max
    let from = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt8.self)
    let to = unsafe UnsafeMutableRawPointer(result).assumingMemoryBound(to: UInt8.self)
    for i in 0..<count * MemoryLayout<T>.stride { unsafe to[i] = from[i] ^ mask }
  }
}

/// `result[i] = predicate(source[i])`.
struct PredicateKernel: ElementVisitor {
  let predicate: UnaryPredicate
  let source: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let walk = StridedWalk(result: result, source)
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: Bool.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: kernelBlock) { scratch in
      walk.forEachBlock { offsets, count in
        let block = unsafe Block(values: scratch.baseAddress!, count: count)
        unsafe T.load(from + offsets[1], step: walk.steps[1], into: block.values, count: count)
        let answers = unsafe Block(values: to + offsets[0], count: count)
        switch predicate {
        case .isNaN: block.write(answers) { $0.isNaNValue }
        case .isInfinite: block.write(answers) { !$0.isFiniteValue && !$0.isNaNValue }
        case .isFinite: block.write(answers) { $0.isFiniteValue }
        case .logicalNot: block.write(answers) { $0.isNothing }
        }
      }
    }
  }
}

/// The lengths of complex numbers.
enum LengthKernel {
  static func run(_ source: DenseTensor, into result: DenseTensor) {
    let walk = StridedWalk(result: result, source)
    let step = walk.steps[1]
    let from = unsafe source.pointer(as: Complex<Float>.self)
    let to = unsafe result.mutablePointer(as: Float.self)
    walk.forEachRow { offsets in
      let (read, write) = unsafe (from + offsets[1], to + offsets[0])
      for i in 0..<walk.length {
        let value = unsafe read[i &* step].rawStorage
        unsafe write[i] = Float.hypot(value.x, value.y)
      }
    }
  }
}
