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
    let walk = StridedWalk(
      shape: result.shape, operands: [result.strides] + parts.map(\.strides))
    let rows = FoldRows(walk, op: op, bytes: result.byteCount)
    unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<T>.self, capacity: parts.count) {
      sources in
      for (index, part) in parts.enumerated() {
        unsafe sources.initializeElement(at: index, to: UnsafePointer(part.pointer(as: T.self)))
      }
      unsafe rows.run(sources.baseAddress!, into: result.mutablePointer(as: T.self))
    }
  }
}
