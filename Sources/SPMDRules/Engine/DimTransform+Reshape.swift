extension DimTransform {
  /// The transforms of a reshape between two shapes of as many elements.
  ///
  /// The shapes are cut where their prefix products are equal. Dims of size 1 that stand at the same
  /// place are the same dim, others come and go as singletons.
  static func reshape(_ shape: [Int], to target: [Int]) -> [DimTransform] {
    if shape.contains(0) { return reshapeOfNothing(shape, to: target) }
    var transforms: [DimTransform] = []
    var (i, j) = (0, 0)
    while i < shape.count || j < target.count {
      switch (i < shape.count ? shape[i] : nil, j < target.count ? target[j] : nil) {
      case (1, 1):
        transforms.append(.inputDim(i))
        i += 1
        j += 1
      case (1, _): i += 1
      case (_, 1):
        transforms.append(.singleton)
        j += 1
      default:
        let (from, to) = group(shape[i...], target[j...])
        transforms += transform(shape, from, target, to)
        (i, j) = (from.upperBound, to.upperBound)
      }
    }
    return transforms
  }

  /// The fewest leading dims of both that have the same product above 1.
  private static func group(_ shape: ArraySlice<Int>, _ target: ArraySlice<Int>)
    -> (Range<Int>, Range<Int>)
  {
    var (i, j) = (shape.startIndex, target.startIndex)
    var (a, b) = (shape[i], target[j])
    while a != b {
      if a < b {
        i += 1
        a *= shape[i]
      } else {
        j += 1
        b *= target[j]
      }
    }
    return (shape.startIndex..<i + 1, target.startIndex..<j + 1)
  }

  private static func transform(
    _ shape: [Int], _ from: Range<Int>, _ target: [Int], _ to: Range<Int>
  ) -> [DimTransform] {
    let dims = from.filter { shape[$0] != 1 }.map(DimTransform.inputDim)
    let base = dims.count == 1 ? dims[0] : .flatten(dims)
    let sizes = to.map { target[$0] }.filter { $0 != 1 }
    var part = 0
    return to.map { dim in
      if target[dim] == 1 { return .singleton }
      part += 1
      return sizes.count == 1 ? base : .split(base, sizes: sizes, part: part - 1)
    }
  }

  /// Without elements the leading and the trailing dims that are equal stay, the others are new.
  private static func reshapeOfNothing(_ shape: [Int], to target: [Int]) -> [DimTransform] {
    let room = min(shape.count, target.count)
    let lead = (0..<room).prefix { shape[$0] == target[$0] }.count
    let tail = (0..<room - lead).prefix {
      shape[shape.count - 1 - $0] == target[target.count - 1 - $0]
    }.count
    return target.indices.map { dim in
      if dim < lead { return .inputDim(dim) }
      if dim >= target.count - tail { return .inputDim(dim - target.count + shape.count) }
      return .new(target[dim])
    }
  }
}
