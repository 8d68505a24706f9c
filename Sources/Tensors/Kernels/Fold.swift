public import Elements

/// Folds `parts` in the order given into `result`, as `ReduceOp` says; all have one shape and dtype
/// and any strides.
///
/// Integers wrap. The 16-bit floats accumulate in float32, and round once at the end. `avg` divides
/// by the number of parts. `result` may be one of the parts; otherwise it must not overlap them.
/// The extra memory is a few kilobytes. O(parts * elements).
public func fold(_ op: ReduceOp, _ parts: [DenseTensor], into result: DenseTensor) {
  precondition(!parts.isEmpty, "a fold of nothing")
  precondition(result.dtype.carries(op), "\(result.dtype) does not carry \(op)")
  for part in parts {
    precondition(
      part.shape == result.shape && part.dtype == result.dtype,
      "a fold of \(part.dtype)\(part.shape) into \(result.dtype)\(result.shape)")
  }
  guard !result.isEmpty else { return }
  withElementType(result.dtype, Fold(op: op, parts: parts, result: result))
}

extension FoldOp {
  /// What a fold with `op` does at each step.
  init(_ op: ReduceOp) {
    switch op {
    case .sum, .avg: self = .add
    case .max: self = .maximum
    case .min: self = .minimum
    case .prod: self = .multiply
    case .any: self = .any
    case .all: self = .all
    }
  }
}

private struct Fold: ElementVisitor {
  let op: ReduceOp
  let parts: [DenseTensor]
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let step = FoldOp(op)
    let walk = StridedWalk(
      shape: result.shape, operands: [result.strides] + parts.map(\.strides))
    let steps = walk.steps
    let sources = unsafe parts.map { unsafe UnsafePointer($0.pointer(as: T.self)) }
    let destination = unsafe result.mutablePointer(as: T.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
      let values = scratch.baseAddress!
      let other = unsafe values + kernelBlock
      walk.forEachBlock { offsets, count in
        unsafe T.load(sources[0] + offsets[1], step: steps[1], into: values, count: count)
        for part in 1..<parts.count {
          let next = unsafe T.lend(
            sources[part] + offsets[part + 1], step: steps[part + 1], scratch: other, count: count)
          unsafe A.combine(step, values, next, count: count)
        }
        if op == .avg {
          for i in 0..<count { unsafe values[i] = values[i].divided(byCount: parts.count) }
        }
        unsafe T.store(values, into: destination + offsets[0], step: steps[0], count: count)
      }
    }
  }
}
