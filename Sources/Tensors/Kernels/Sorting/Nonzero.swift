public import Elements

extension DenseTensor {
  /// The indices of the elements that are not 0, in row-major order: `int64` of shape [n, ndim], as
  /// PyTorch and Paddle have it. NaN is not 0. O(count).
  public func nonzero() -> DenseTensor {
    let flags = converted(to: .bool)
    let count = Int(flags.reduced(.sum).element([], as: Int64.self))
    let result = DenseTensor(shape: [count, ndim], dtype: .int64)
    guard !result.isEmpty else { return result }
    let truths = flags.values(as: Bool.self)
    var write = unsafe result.mutablePointer(as: Int64.self)
    var index = [Int64](repeating: 0, count: ndim)
    let extents = shape.map { Int64($0) }
    for isTrue in truths {
      if isTrue {
        for dim in 0..<index.count { unsafe write[dim] = index[dim] }
        unsafe write += index.count
      }
      for dim in index.indices.reversed() {
        index[dim] += 1
        if index[dim] < extents[dim] { break }
        index[dim] = 0
      }
    }
    return result
  }

  /// 1 at the class that each element names and 0 elsewhere, along a new last dim of `classes`.
  ///
  /// The elements are integers, or bool. One that names no class leaves all 0. With `firstClass` the
  /// result is the part of a longer one that starts at that class. O(elements of the result).
  public func oneHot(
    classes: Int, firstClass: Int = 0, dtype target: DType = .float32
  ) -> DenseTensor {
    precondition(!dtype.isFloating, "one-hot of \(dtype)")
    precondition(classes >= 0, "one-hot of \(classes) classes")
    let result = DenseTensor(zeros: shape + [classes], dtype: target)
    let named = converted(to: .int64).values(as: Int64.self)
    withElementType(
      target, Marks(result: result, classes: classes, first: firstClass, named: named))
    return result
  }
}

private struct Marks: ElementVisitor {
  let result: DenseTensor
  let classes: Int
  let first: Int
  let named: [Int64]

  func visit<T: KernelElement>(_ type: T.Type) {
    let to = unsafe result.mutablePointer(as: T.self)
    let one = T.converted(1 as Int64)
    for (line, name) in named.enumerated() {
      let place = Int(name) &- first
      if place >= 0, place < classes { unsafe to[line * classes + place] = one }
    }
  }
}
