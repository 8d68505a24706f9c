import Elements

extension DenseTensor {
  /// The greatest distance of two elements a, b at one place, as `|a - b| / (1 + |b|)`, the least tolerance,
  /// relative and absolute, within which all are close: 0 where all are equal, infinite where one is NaN or
  /// infinite and the other is something else. Complex numbers are compared by parts.
  public func greatestDistance(from other: DenseTensor) -> Double {
    precondition(
      shape == other.shape && dtype == other.dtype,
      "a comparison of \(dtype)\(shape) with \(other.dtype)\(other.shape)")
    guard !isEmpty else { return 0 }
    return withElementType(dtype, DistanceSearch(first: self, second: other))
  }
}

/// Finds the two elements that are the furthest apart.
private struct DistanceSearch: ElementVisitor {
  let first: DenseTensor
  let second: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) -> Double {
    let walk = StridedWalk(
      shape: first.shape, operands: [first.strides, second.strides], reorders: true)
    let (a, b) = unsafe (first.pointer(as: T.self), second.pointer(as: T.self))
    var greatest = 0.0
    walk.forEachRow { offsets in
      for i in 0..<walk.length {
        let left = unsafe a[offsets[0] + i * walk.steps[0]].wide.parts
        let right = unsafe b[offsets[1] + i * walk.steps[1]].wide.parts
        greatest = max(
          greatest, distance(left.real, right.real), distance(left.imaginary, right.imaginary))
      }
    }
    return greatest
  }

  private func distance(_ left: Double, _ right: Double) -> Double {
    if left == right || left.isNaN && right.isNaN { return 0 }
    let apart = abs(left - right)
    return apart.isFinite ? apart / (1 + abs(right)) : .infinity
  }
}
