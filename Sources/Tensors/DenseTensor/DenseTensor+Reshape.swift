import Elements

extension DenseTensor {
  /// The same elements in row-major order under another shape; nil if that needs a copy.
  ///
  /// One extent may be -1: it is what the others leave.
  public func viewed(as shape: [Int]) -> DenseTensor? {
    let target = completed(shape)
    if isEmpty || isContiguous {
      return view(shape: target, strides: Strides.rowMajor(target), offset: offset)
    }
    guard let strides = Strides.regrouped(self.shape, strides, as: target) else { return nil }
    return view(shape: target, strides: strides, offset: offset)
  }

  /// As `viewed(as:)`, with a contiguous copy where no view is possible.
  public func reshaped(to shape: [Int]) -> DenseTensor {
    if let view = viewed(as: shape) { return view }
    let target = completed(shape)
    let copy = contiguous()
    return copy.view(
      shape: target, strides: Strides.rowMajor(target), offset: copy.offset)
  }

  /// One dim with all elements in row-major order; a view where possible.
  public func flattened() -> DenseTensor { reshaped(to: [count]) }

  private func completed(_ shape: [Int]) -> [Int] {
    var target = shape
    if let open = shape.firstIndex(of: -1) {
      let rest = shape.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
      precondition(rest > 0 && count % rest == 0, "\(self.shape) does not reshape to \(shape)")
      target[open] = count / rest
    }
    precondition(
      target.allSatisfy { $0 >= 0 } && Self.count(of: target) == count,
      "\(self.shape) does not reshape to \(shape)")
    return target
  }
}
