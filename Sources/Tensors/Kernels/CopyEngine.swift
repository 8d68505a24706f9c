/// Copies between strided layouts of one shape, walking by stride.
///
/// The dims are ordered by the destination's strides and merged where both layouts allow it. Then
/// one of these runs, for each of what is left of the outer dims:
///
/// | innermost dim | how |
/// |---|---|
/// | contiguous in both | `memcpy`; runs of 2, 4 or 8 bytes become the element instead |
/// | contiguous in the destination, another dim contiguous in the source | transpose in tiles |
/// | anything else | a loop of constant steps |
///
/// What is larger than the caches hold is written past them: it is not read again soon, and memory that is
/// written in whole lines need not be fetched first.
enum CopyEngine {
  /// Which inner loop a copy runs; tests hold every case against a naive loop.
  enum Path: Hashable { case rows, transpose, steps }

  /// Strides count elements of `elementSize` (1, 2, 4 or 8) bytes; the pointers are at the elements
  /// with all indices 0. Returns the inner loop that ran, nil for no elements.
  @discardableResult
  static func copy(
    from source: UnsafeRawPointer, strides sourceStrides: [Int],
    to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
    shape: [Int], elementSize: Int, variant: KernelVariant = .chosen
  ) -> Path? {
    let walk = StridedWalk(shape: shape, operands: [destinationStrides, sourceStrides])
    return unsafe copy(
      walk, from: source, to: destination, elementSize: elementSize, variant: variant)
  }

  /// As above, along the walk over both layouts, the destination's first.
  @discardableResult
  static func copy(
    _ walk: StridedWalk, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    elementSize: Int, variant: KernelVariant = .chosen
  ) -> Path? {
    guard !walk.isEmpty else { return nil }
    if walk.steps == [1, 1] {
      let bytes = walk.length * elementSize
      if walk.length > 1, [2, 4, 8].contains(bytes), walk.rowCount > 1,
        let wide = walk.widened(
          elementSize: elementSize,
          addresses: UInt(bitPattern: source) | UInt(bitPattern: destination))
      {
        return unsafe copyElements(
          wide, from: source, to: destination, size: bytes, variant: variant)
      }
      unsafe copyRows(walk, from: source, to: destination, elementSize: elementSize)
      return .rows
    }
    return unsafe copyElements(
      walk, from: source, to: destination, size: elementSize, variant: variant)
  }

  /// The one place where an element's size becomes a type.
  private static func copyElements(
    _ walk: StridedWalk, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    size: Int, variant: KernelVariant
  ) -> Path {
    switch size {
    case 1: unsafe copyElements(walk, from: source, to: destination, as: UInt8.self, variant)
    case 2: unsafe copyElements(walk, from: source, to: destination, as: UInt16.self, variant)
    case 4: unsafe copyElements(walk, from: source, to: destination, as: UInt32.self, variant)
    case 8: unsafe copyElements(walk, from: source, to: destination, as: UInt64.self, variant)
    default: preconditionFailure("no elements of \(size) bytes")
    }
  }

  @inline(__always)
  private static func copyElements<T: FixedWidthInteger>(
    _ walk: StridedWalk, from source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer,
    as type: T.Type, _ variant: KernelVariant
  ) -> Path {
    let source = unsafe source.assumingMemoryBound(to: T.self)
    let destination = unsafe destination.assumingMemoryBound(to: T.self)
    if walk.steps[0] == 1, walk.steps[1] != 0, let dim = walk.outerDim(withStep: 1, ofOperand: 1) {
      unsafe Transpose.copy(walk, along: dim, from: source, to: destination, variant)
      return .transpose
    }
    if unsafe copyVectors(walk, from: source, to: destination, variant) { return .steps }
    let (length, steps) = (walk.length, walk.steps)
    walk.forEachRow { offsets in
      unsafe copySteps(
        from: source + offsets[1], step: steps[1], to: destination + offsets[0], step: steps[0],
        count: length)
    }
    return .steps
  }
}
