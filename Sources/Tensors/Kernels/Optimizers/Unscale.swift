internal import CKernels
import Elements
import Synchronization

extension DenseTensor {
  /// The tensors divided by the loss scale, and whether an element of them is NaN or infinite (bool,
  /// 0-D): Paddle's `check_finite_and_unscale`. They are divided whatever was found, so that shards
  /// fare as the whole would.
  ///
  /// - Parameter scale: one float32 or float64 element. The 16-bit floats multiply by its inverse in
  ///   float32 and round once.
  package static func unscaling(
    _ tensors: [DenseTensor], by scale: DenseTensor
  ) -> (tensors: [DenseTensor], foundInfinite: DenseTensor) {
    for tensor in tensors {
      precondition(tensor.dtype.kind == .floatingPoint, "the unscaling of \(tensor.dtype)")
    }
    precondition(
      scale.count == 1 && (scale.dtype == .float32 || scale.dtype == .float64),
      "a loss scale of \(scale.dtype)\(scale.shape)")
    let value = scale.converted(to: .float64).values(as: Double.self)[0]
    let pairs = tensors.map { ($0.contiguous(), DenseTensor(shape: $0.shape, dtype: $0.dtype)) }
    let areFinite = pairs.map { source, result in
      withRealType(source.dtype, Unscaling(source: source, result: result, factor: 1 / value))
    }
    return (pairs.map(\.1), DenseTensor(scalar: areFinite.contains(false)))
  }
}

/// Each element times a factor, and whether all were finite before.
private struct Unscaling: RealVisitor {
  let source: DenseTensor
  let result: DenseTensor
  let factor: Double

  func visit<T: RealElement>(_ type: T.Type) -> Bool {
    let (from, to) = unsafe (source.pointer(as: T.self), result.mutablePointer(as: T.self))
    // What is written would push out of the caches what is read, as in a step of an optimizer.
    let streams =
      source.byteCount + result.byteCount >= 8 << 20 && UInt(bitPattern: to) % 64 == 0
    let blocks = (source.count + kernelBlock - 1) / kernelBlock
    let hasFound = Atomic(false)
    KernelThreads.forEachRange(of: blocks, work: kernelBlock) { range in
      let start = range.lowerBound * kernelBlock
      let count = min(source.count, range.upperBound * kernelBlock) - start
      let areFinite = unsafe T.unscale(
        from + start, into: to + start, count, by: factor, streams: streams)
      if !areFinite { hasFound.store(true, ordering: .relaxed) }
      if streams { CKERNELS_stream_fence() }
    }
    return !hasFound.load(ordering: .relaxed)
  }
}
