import Elements

/// `result[i] = op(first[i], second[i])`, by blocks.
struct Elementwise: ElementVisitor {
  let op: BinaryOp
  let first: DenseTensor
  let second: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let walk = StridedWalk(
      shape: result.shape, operands: [result.strides, first.strides, second.strides])
    let steps = walk.steps
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    let destination = unsafe result.mutablePointer(as: T.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
      let values = scratch.baseAddress!
      let other = unsafe values + kernelBlock
      walk.forEachBlock { offsets, count in
        unsafe T.load(a + offsets[1], step: steps[1], into: values, count: count)
        let next = unsafe T.lend(b + offsets[2], step: steps[2], scratch: other, count: count)
        unsafe A.combine(op, values, next, count: count)
        unsafe T.store(values, into: destination + offsets[0], step: steps[0], count: count)
      }
    }
  }
}

/// `result[i] = |source[i]|`.
struct Magnitudes: ElementVisitor {
  let source: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    let walk = StridedWalk(shape: result.shape, operands: [result.strides, source.strides])
    let steps = walk.steps
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: T.self)
    walk.forEachRow { offsets in
      let (read, write) = unsafe (from + offsets[1], to + offsets[0])
      for i in 0..<walk.length {
        unsafe write[i * steps[0]] = T.rounded(read[i * steps[1]].accumulator.magnitudeValue)
      }
    }
  }
}
