extension DenseTensor {
  /// The tensors one after the other along `dim`; all other extents and the dtype must agree.
  public static func concatenated(_ parts: [DenseTensor], dim: Int) -> DenseTensor {
    precondition(!parts.isEmpty, "a concatenation of nothing")
    var shape = parts[0].shape
    _ = parts[0].checked(dim)
    shape[dim] = parts.reduce(0) { $0 + ($1.ndim == shape.count ? $1.shape[dim] : 0) }
    let result = DenseTensor(shape: shape, dtype: parts[0].dtype)
    var offsets = [Int](repeating: 0, count: shape.count)
    for part in parts {
      result.slice(offsets: offsets, sizes: part.shape).copy(from: part)
      offsets[dim] += part.shape[dim]
    }
    return result
  }

  /// Pieces of the given extents along `dim`, which must add up to it. Views.
  public func split(sizes: [Int], dim: Int) -> [DenseTensor] {
    precondition(
      sizes.reduce(0, +) == shape[checked(dim)], "\(sizes) does not split dim \(dim) of \(shape)")
    var offsets = [Int](repeating: 0, count: ndim)
    return sizes.map { size in
      var extents = shape
      extents[dim] = size
      defer { offsets[dim] += size }
      return slice(offsets: offsets, sizes: extents)
    }
  }

  /// A copy with `before[d]` and `after[d]` more elements of `value` on the two sides of dim `d`.
  public func padded(before: [Int], after: [Int], value: Double = 0) -> DenseTensor {
    precondition(
      before.count == ndim && after.count == ndim && (before + after).allSatisfy { $0 >= 0 },
      "padding by \(before) and \(after) of the shape \(shape)")
    let padded = shape.indices.map { before[$0] + shape[$0] + after[$0] }
    let result = DenseTensor(shape: padded, dtype: dtype)
    if count < result.count { result.fill(value) }
    result.slice(offsets: before, sizes: shape).copy(from: self)
    return result
  }
}
