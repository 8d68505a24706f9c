extension DenseTensor {
  /// The block of `sizes` elements from `offsets` on. A view, O(dims).
  public func slice(offsets: [Int], sizes: [Int]) -> DenseTensor {
    precondition(
      offsets.count == ndim && sizes.count == ndim,
      "a box of \(offsets.count) offsets and \(sizes.count) sizes in a tensor of \(ndim) dims")
    var start = offset
    for dim in shape.indices {
      precondition(
        offsets[dim] >= 0 && sizes[dim] >= 0 && offsets[dim] + sizes[dim] <= shape[dim],
        "\(offsets[dim]):\(offsets[dim] + sizes[dim]) in dim \(dim) of shape \(shape)")
      start += offsets[dim] * strides[dim]
    }
    return view(shape: sizes, strides: strides, offset: start)
  }

  /// The indices `start`, `start + step`, … (`count` of them) of one dim; `step` may be negative.
  public func strided(dim: Int, start: Int, count: Int, step: Int) -> DenseTensor {
    let dim = checked(dim)
    let last = start + (count - 1) * step
    precondition(
      count == 0 || (0..<shape[dim]).contains(start) && (0..<shape[dim]).contains(last),
      "indices \(start) to \(last) in dim \(dim) of shape \(shape)")
    var (shape, strides) = (shape, strides)
    let start = count == 0 ? offset : offset + start * strides[dim]
    shape[dim] = count
    strides[dim] *= step
    return view(shape: shape, strides: strides, offset: start)
  }

  /// Two dims swapped.
  public func transposed(_ first: Int, _ second: Int) -> DenseTensor {
    var order = Array(shape.indices)
    order.swapAt(checked(first), checked(second))
    return permuted(order)
  }

  /// Dim `k` of the result is dim `order[k]` of this one.
  public func permuted(_ order: [Int]) -> DenseTensor {
    precondition(
      order.sorted() == Array(shape.indices), "\(order) is no permutation of \(ndim) dims")
    return view(shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset)
  }

  /// Without the given dims, or without all dims, of extent 1.
  public func squeezed(_ dims: [Int]? = nil) -> DenseTensor {
    let dropped = Set(dims?.map(checked) ?? shape.indices.filter { shape[$0] == 1 })
    for dim in dropped {
      precondition(shape[dim] == 1, "dim \(dim) of shape \(shape) is not 1")
    }
    let kept = shape.indices.filter { !dropped.contains($0) }
    return view(shape: kept.map { shape[$0] }, strides: kept.map { strides[$0] }, offset: offset)
  }

  /// With a new dim of extent 1 that becomes dim `dim`.
  public func unsqueezed(_ dim: Int) -> DenseTensor {
    precondition((0...ndim).contains(dim), "no place \(dim) for a new dim in shape \(shape)")
    var (shape, strides) = (shape, strides)
    let stride = dim < ndim ? strides[dim] * shape[dim] : 1
    shape.insert(1, at: dim)
    strides.insert(stride, at: dim)
    return view(shape: shape, strides: strides, offset: offset)
  }

  /// Dims of extent 1 repeated to `target`, and new dims in front, as NumPy's `broadcast_to` does.
  /// The elements are not copied: do not write to the result.
  public func expanded(to target: [Int]) -> DenseTensor {
    if target == shape { return self }
    precondition(target.count >= ndim, "shape \(shape) does not expand to \(target)")
    let added = target.count - ndim
    var result = [Int](repeating: 0, count: target.count)
    for dim in shape.indices {
      let extent = target[added + dim]
      precondition(
        extent == shape[dim] || shape[dim] == 1, "shape \(shape) does not expand to \(target)")
      result[added + dim] = extent == shape[dim] ? strides[dim] : 0
    }
    return view(shape: target, strides: result, offset: offset)
  }

  func view(shape: [Int], strides: [Int], offset: Int) -> DenseTensor {
    DenseTensor(storage: storage, shape: shape, strides: strides, offset: offset, dtype: dtype)
  }

  func checked(_ dim: Int) -> Int {
    precondition(shape.indices.contains(dim), "no dim \(dim) in shape \(shape)")
    return dim
  }
}
