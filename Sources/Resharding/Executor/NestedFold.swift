import Elements
import Tensors

/// Folds the contributions of several mesh dims, the last mesh dim first.
func foldNested(
  _ folds: ArraySlice<(op: ReduceOp, count: Int)>, _ parts: [DenseTensor],
  into result: DenseTensor
) {
  guard let inner = folds.last, folds.count > 1 else {
    fold(folds.last?.op ?? .sum, parts, into: result)
    return
  }
  let folded = stride(from: 0, to: parts.count, by: inner.count).map { start in
    let value = DenseTensor(shape: result.shape, dtype: result.dtype)
    fold(inner.op, Array(parts[start..<start + inner.count]), into: value)
    return value
  }
  foldNested(folds.dropLast(), folded, into: result)
}
