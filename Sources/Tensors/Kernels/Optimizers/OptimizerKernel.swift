internal import CKernels
import Elements

/// An update rule on plain numbers.
protocol UpdateRule {
  /// Reads `count` parameters, gradients and numbers of each state from `given`, in this order, and writes all but the
  /// gradients to `next`. Both end in a nil.
  func update<T: RealElement>(
    _ given: [UnsafePointer<T>?], _ next: [UnsafeMutablePointer<T>?], _ count: Int, streams: Bool)
}

extension UpdateRule {
  /// The parameter and the state that follow on `tensors` (parameter, gradient, state), computed in float64 where the
  /// parameter is that, else in float32; each result gets its tensor's dtype, rounded once.
  func apply(_ tensors: [DenseTensor]) -> [DenseTensor] {
    let parameter = tensors[0]
    for tensor in tensors {
      precondition(
        tensor.shape == parameter.shape && tensor.dtype.kind == .floatingPoint,
        "an update of \(parameter.dtype)\(parameter.shape) with \(tensor.dtype)\(tensor.shape)")
    }
    let isOne = tensors.allSatisfy { $0.dtype == parameter.dtype }
    let dtype = isOne ? parameter.dtype : parameter.dtype.accumulatorDType
    let given = tensors.map { $0.converted(to: dtype).contiguous() }
    let changed = given.indices.filter { $0 != 1 }
    let next = changed.map { _ in DenseTensor(shape: parameter.shape, dtype: dtype) }
    withRealType(dtype, Update(rule: self, given: given, next: next))
    return zip(next, changed).map { $0.converted(to: tensors[$1].dtype) }
  }
}

private struct Update<Rule: UpdateRule>: RealVisitor {
  let rule: Rule
  let given: [DenseTensor]
  let next: [DenseTensor]

  /// From this many bytes on, what is written would push out of the caches what is read.
  private static var streamed: Int { 8 << 20 }

  func visit<T: RealElement>(_ type: T.Type) {
    let bytes = (given + next).reduce(0) { $0 + $1.byteCount }
    let (streams, count) = (bytes >= Self.streamed, given[0].count)
    let blocks = (count + kernelBlock - 1) / kernelBlock
    KernelThreads.forEachRange(of: blocks, work: kernelBlock) { range in
      let first = range.lowerBound * kernelBlock
      let from = unsafe given.map { tensor in
        unsafe Optional(UnsafePointer(tensor.pointer(as: T.self) + first))
      }
      let to = unsafe next.map { unsafe Optional($0.mutablePointer(as: T.self) + first) }
      unsafe rule.update(
        from + [nil], to + [nil], min(count, range.upperBound * kernelBlock) - first,
        streams: streams)
      if streams { CKERNELS_stream_fence() }
    }
  }
}
