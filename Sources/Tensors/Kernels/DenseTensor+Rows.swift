extension DenseTensor {
  /// A view in which `axis` is the last dim.
  func movingToEnd(_ axis: Int) -> DenseTensor {
    var order = Array(shape.indices)
    order.append(order.remove(at: checked(axis)))
    return permuted(order)
  }

  /// A view in which the last dim is dim `axis`.
  func movingEnd(to axis: Int) -> DenseTensor {
    var order = Array(shape.indices.dropLast())
    order.insert(ndim - 1, at: axis)
    return permuted(order)
  }

  /// Maps the rows along `axis` by `body`, which gets a contiguous tensor with that dim last, and a
  /// result of its shape to write.
  func mappingRows(_ axis: Int, _ body: (DenseTensor, DenseTensor) -> Void) -> DenseTensor {
    let rows = movingToEnd(axis).contiguous()
    let result = DenseTensor(shape: rows.shape, dtype: dtype)
    if !isEmpty { body(rows, result) }
    return result.movingEnd(to: axis).contiguous()
  }
}
