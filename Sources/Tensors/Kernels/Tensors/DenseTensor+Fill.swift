public import Elements

extension DenseTensor {
  /// Sets every element to `value`, which must be of the dtype.
  public func fill<T: TensorElement>(with value: T) {
    precondition(dtype == T.dtype, "a \(dtype) tensor filled with a \(T.dtype)")
    guard !isEmpty else { return }
    let base = unsafe mutablePointer(as: T.self)
    let walk = StridedWalk(shape: shape, operands: [strides])
    let step = walk.steps[0]
    walk.forEachRow { offsets in
      let row = unsafe base + offsets[0]
      if step == 1 {
        unsafe row.update(repeating: value, count: walk.length)
      } else {
        for i in 0..<walk.length { unsafe row[i * step] = value }
      }
    }
  }

  /// Sets every element to `value`, converted to the dtype.
  public func fill(_ value: Double) {
    withElementType(dtype, ConvertedFill(tensor: self, value: value))
  }

  /// Sets every element to the identity of `op`, which the dtype must carry; `avg` has none.
  public func fillIdentity(of op: ReduceOp) {
    precondition(op.hasIdentity && dtype.carries(op), "\(dtype) has no identity of \(op)")
    withElementType(dtype, IdentityFill(tensor: self, op: op))
  }
}

private struct ConvertedFill: ElementVisitor {
  let tensor: DenseTensor
  let value: Double
  func visit<T: KernelElement>(_ type: T.Type) { tensor.fill(with: T.converted(value)) }
}

private struct IdentityFill: ElementVisitor {
  let tensor: DenseTensor
  let op: ReduceOp

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    switch op {
    case .sum, .avg, .any: tensor.fill(with: T.rounded(A.absent))
    case .prod, .all: tensor.fill(with: T.rounded(A.unit))
    case .max: tensor.fill(with: T.rounded(A.lowest))
    case .min: tensor.fill(with: T.rounded(A.highest))
    }
  }
}
