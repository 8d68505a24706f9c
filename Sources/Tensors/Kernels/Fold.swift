public import Elements

/// Folds `parts` in the order given into `result`, as `ReduceOp` says; all have one shape and dtype
/// and any strides.
///
/// Integers wrap. The 16-bit floats accumulate in float32, and round once at the end. `avg` divides
/// by the number of parts; it accumulates in float64 or more, so that it is finite where the parts are, and
/// of equal parts the part. Of one part the fold is the part; of several,
/// a NaN in the result is the dtype's canonical one. `result` may be one of the parts; otherwise it must
/// not overlap them. The extra memory is a few kilobytes. O(parts * elements).
public func fold(_ op: ReduceOp, _ parts: [DenseTensor], into result: DenseTensor) {
  fold([FoldLevel(op, parts.count)], parts, into: result)
}

/// Folds of folds, as several mesh dims have them: the last level folds neighbours in `parts`, the one
/// before folds what came of these, and so on. As the fold of one level, with one rounding in all: the
/// 16-bit floats stay float32 from level to level.
///
/// - Parameter levels: from the outermost to the innermost; their counts multiply to that of the parts.
public func fold(_ levels: [FoldLevel], _ parts: [DenseTensor], into result: DenseTensor) {
  precondition(!parts.isEmpty, "a fold of nothing")
  precondition(
    parts.count == levels.reduce(1) { $0 * $1.count },
    "\(parts.count) parts of a fold of \(levels.map(\.count))")
  for level in levels {
    precondition(result.dtype.carries(level.op), "\(result.dtype) does not carry \(level.op)")
  }
  for part in parts {
    precondition(
      part.shape == result.shape && part.dtype == result.dtype,
      "a fold of \(part.dtype)\(part.shape) into \(result.dtype)\(result.shape)")
  }
  guard !result.isEmpty else { return }
  withElementType(result.dtype, Fold(levels: levels, parts: parts, result: result))
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
  let levels: [FoldLevel]
  let parts: [DenseTensor]
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    let walk = StridedWalk(
      shape: result.shape, operands: [result.strides] + parts.map(\.strides))
    let rows = FoldRows(walk, levels: levels, bytes: result.byteCount)
    unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<T>.self, capacity: parts.count) {
      sources in
      for (index, part) in parts.enumerated() {
        unsafe sources.initializeElement(at: index, to: UnsafePointer(part.pointer(as: T.self)))
      }
      unsafe rows.run(sources.baseAddress!, into: result.mutablePointer(as: T.self))
    }
  }
}
