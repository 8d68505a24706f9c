extension DenseTensor {
  /// This tensor `repeats[d]` times side by side along dim `d`, as `numpy.tile`: whichever has fewer
  /// dims gets new ones in front.
  public func tiled(_ repeats: [Int]) -> DenseTensor {
    precondition(repeats.allSatisfy { $0 >= 0 }, "a tiling by \(repeats)")
    let rank = max(ndim, repeats.count)
    let extents = [Int](repeating: 1, count: rank - ndim) + shape
    let repeats = [Int](repeating: 1, count: rank - repeats.count) + repeats
    let spread = zip(repeats, extents).flatMap { [$0, $1] }
    return reshaped(to: extents.flatMap { [1, $0] }).expanded(to: spread).contiguous()
      .reshaped(to: zip(repeats, extents).map { $0 * $1 })
  }

  /// Tensors of one shape and dtype along a new dim that becomes dim `axis`.
  public static func stacked(_ parts: [DenseTensor], axis: Int) -> DenseTensor {
    precondition(
      parts.allSatisfy { $0.shape == parts[0].shape }, "a stack of \(parts.map(\.shape))")
    return concatenated(parts.map { $0.unsqueezed(axis) }, dim: axis)
  }

  /// The elements moved on by `shifts[k]` along `axes[k]`, those that leave the end coming in at the
  /// start; a dim may be named several times. `numpy.roll`.
  public func rolled(_ shifts: [Int], axes: [Int]) -> DenseTensor {
    precondition(shifts.count == axes.count, "\(shifts.count) shifts of \(axes.count) dims")
    var total = [Int](repeating: 0, count: ndim)
    for (shift, axis) in zip(shifts, axes) { total[checked(axis)] += shift }
    var result = self
    for axis in shape.indices where shape[axis] > 0 {
      let extent = shape[axis]
      let shift = ((total[axis] % extent) + extent) % extent
      guard shift > 0 else { continue }
      let parts = result.split(sizes: [extent - shift, shift], dim: axis)
      result = Self.concatenated([parts[1], parts[0]], dim: axis)
    }
    return result.contiguous()
  }

  /// The elements in row-major order moved on by `shift`, in this shape.
  public func rolled(_ shift: Int) -> DenseTensor {
    flattened().rolled([shift], axes: [0]).reshaped(to: shape)
  }

  /// The given dims in reverse order. `numpy.flip`.
  public func flipped(_ axes: [Int]) -> DenseTensor {
    Set(axes).reduce(self) { view, axis in
      view.strided(dim: axis, start: max(0, shape[checked(axis)] - 1), count: shape[axis], step: -1)
    }.contiguous()
  }

  /// The lower triangle of the last two dims: elements with `column - row > diagonal` are 0.
  public func tril(diagonal: Int = 0) -> DenseTensor { triangle(diagonal, isLower: true) }

  /// The upper triangle of the last two dims: elements with `column - row < diagonal` are 0.
  public func triu(diagonal: Int = 0) -> DenseTensor { triangle(diagonal, isLower: false) }

  private func triangle(_ diagonal: Int, isLower: Bool) -> DenseTensor {
    precondition(ndim >= 2, "a triangle of the shape \(shape)")
    let source = contiguous()
    let result = DenseTensor(shape: shape, dtype: dtype)
    guard !result.isEmpty else { return result }
    let (rows, columns, size) = (shape[ndim - 2], shape[ndim - 1], dtype.byteCount)
    let from = unsafe source.pointer(as: UInt8.self)
    let to = unsafe result.mutablePointer(as: UInt8.self)
    // The bits of zero are 0 in every dtype.
    for line in 0..<count / columns {
      let edge = min(max(0, line % rows + diagonal + (isLower ? 1 : 0)), columns) * size
      let start = line * columns * size
      let (kept, zeros) =
        isLower ? (0..<edge, edge..<columns * size) : (edge..<columns * size, 0..<edge)
      unsafe (to + start + kept.lowerBound).update(
        from: from + start + kept.lowerBound, count: kept.count)
      unsafe (to + start + zeros.lowerBound).update(repeating: 0, count: zeros.count)
    }
    return result
  }
}
