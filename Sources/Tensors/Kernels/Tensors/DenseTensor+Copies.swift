public import Elements

extension DenseTensor {
  /// This tensor where it is contiguous already, else a copy that is.
  public func contiguous() -> DenseTensor { isContiguous ? self : copy() }

  /// A contiguous tensor with a storage of its own.
  public func copy() -> DenseTensor {
    let result = DenseTensor(shape: shape, dtype: dtype)
    result.copy(from: self)
    return result
  }

  /// Writes the elements of `source`, which has the same shape and dtype, to this tensor's places.
  ///
  /// Both may be strided. They may be the same view, but must not overlap otherwise, and no two
  /// elements of this tensor may share a place. O(count).
  public func copy(from source: DenseTensor) {
    precondition(
      shape == source.shape && dtype == source.dtype,
      "a copy from \(source.dtype)\(source.shape) into \(dtype)\(shape)")
    guard !isEmpty else { return }
    if isWorthParts { copyInParts(from: source) } else { copyAlone(from: source) }
  }

  /// A contiguous tensor of the elements as another dtype; this tensor itself where it is the same.
  ///
  /// To floats: rounded once, to nearest, ties to even. Between integers: wrapping. From floats to
  /// integers: toward zero, and to the range's end where they lie outside; NaN becomes 0. To bool:
  /// whether it is not 0. From complex: the real part.
  public func converted(to target: DType) -> DenseTensor {
    guard target != dtype else { return self }
    let result = DenseTensor(shape: shape, dtype: target)
    guard !isEmpty else { return result }
    if result.isWorthParts {
      convertInParts(into: result)
    } else {
      Conversion.convert(self, into: result)
    }
    return result
  }
}

extension DenseTensor {
  @inline(never)
  private func copyInParts(from source: DenseTensor) {
    inParts(areFlat: source.isContiguous) { $0(self).copyAlone(from: $0(source)) }
  }

  @inline(never)
  private func convertInParts(into result: DenseTensor) {
    result.inParts(areFlat: isContiguous) { Conversion.convert($0(self), into: $0(result)) }
  }

  private func copyAlone(from source: DenseTensor) {
    unsafe CopyEngine.copy(
      from: source.storage.bytes + source.offset * dtype.byteCount, strides: source.strides,
      to: mutablePointer(as: UInt8.self), strides: strides, shape: shape,
      elementSize: dtype.byteCount)
  }
}
