/// Complex numbers and pairs of real ones: the same bytes.
extension DenseTensor {
  /// Pairs of float32 along the last dim, which has the size 2, as complex64; a copy where they are not dense.
  public func complexPairs() -> DenseTensor {
    precondition(dtype == .float32 && shape.last == 2, "pairs of \(dtype)\(shape)")
    let dense = contiguous()
    // Complex numbers begin at an even float of their storage.
    let pairs = dense.offset % 2 == 0 ? dense : dense.copy()
    return DenseTensor(
      storage: pairs.storage, shape: Array(shape.dropLast()),
      strides: Self.rowMajorStrides(Array(shape.dropLast())), offset: pairs.offset / 2,
      dtype: .complex64)
  }

  /// complex64 as pairs of float32 along a new last dim.
  public func realPairs() -> DenseTensor {
    precondition(dtype == .complex64, "complex numbers are required, not \(dtype)")
    let dense = contiguous()
    return DenseTensor(
      storage: dense.storage, shape: shape + [2], strides: Self.rowMajorStrides(shape + [2]),
      offset: dense.offset * 2, dtype: .float32)
  }
}
