extension DenseTensor {
  /// Whether several threads would compute parts of this result. What is small asks this first: to hand a tensor through
  /// closures costs more than to add a few numbers.
  @inline(__always)
  var isWorthParts: Bool { count >= 2 * KernelThreads.leastWork && KernelThreads.count > 1 }

  /// Calls `body` for parts of this tensor, on several threads where it is large, with a function that gives the same
  /// part of a tensor of this shape.
  ///
  /// - Parameter areFlat: whether the others are contiguous too, so that a part is a range of elements.
  func inParts(areFlat: Bool, _ body: ((DenseTensor) -> DenseTensor) -> Void) {
    guard isWorthParts else { return body { $0 } }
    if areFlat && isContiguous {
      let blocks = (count + kernelBlock - 1) / kernelBlock
      KernelThreads.forEachRange(of: blocks, work: kernelBlock) { range in
        let (start, end) = (
          range.lowerBound * kernelBlock, min(count, range.upperBound * kernelBlock)
        )
        body { $0.view(shape: [end - start], strides: [1], offset: $0.offset + start) }
      }
      return
    }
    // The first dim that gives each thread enough, else the longest.
    let dim =
      shape.firstIndex { $0 >= 4 * KernelThreads.count }
      ?? shape.indices.max { shape[$0] < shape[$1] } ?? 0
    KernelThreads.forEachRange(of: shape[dim], work: count / shape[dim]) { range in
      body { $0.part(range, of: dim) }
    }
  }

  /// The view of a range of one dim.
  func part(_ range: Range<Int>, of dim: Int) -> DenseTensor {
    var part = shape
    part[dim] = range.count
    return view(shape: part, strides: strides, offset: offset + range.lowerBound * strides[dim])
  }
}
