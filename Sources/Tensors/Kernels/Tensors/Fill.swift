internal import CKernels
public import Elements

extension DenseTensor {
  /// The box of `sizes` elements from `offsets` on, of the tensor that `fill` makes of
  /// `globalShape`. Contiguous; O(elements of the box).
  public init(fill: Fill, globalShape: [Int], offsets: [Int], sizes: [Int], dtype: DType) {
    precondition(
      offsets.count == globalShape.count && sizes.count == globalShape.count,
      "a box of \(offsets.count) offsets and \(sizes.count) sizes in the shape \(globalShape)")
    for dim in sizes.indices {
      precondition(
        offsets[dim] >= 0 && sizes[dim] >= 0 && offsets[dim] + sizes[dim] <= globalShape[dim],
        "\(offsets[dim]):\(offsets[dim] + sizes[dim]) in dim \(dim) of shape \(globalShape)")
    }
    self.init(shape: sizes, dtype: dtype)
    guard !isEmpty else { return }
    switch fill {
    case .zeros: self.fill(0)
    case .ones: self.fill(1)
    case .iota, .random:
      let places = Self.rowMajorStrides(globalShape)
      let first = zip(offsets, places).reduce(0) { $0 + $1.0 * $1.1 }
      var seed: UInt64?
      if case .random(let given) = fill { seed = given }
      withElementType(
        dtype, PlacedFill(tensor: self, places: places, first: first, seed: seed))
    }
  }

  /// The whole tensor that `fill` makes of `shape`.
  public init(fill: Fill, shape: [Int], dtype: DType) {
    self.init(
      fill: fill, globalShape: shape, offsets: [Int](repeating: 0, count: shape.count),
      sizes: shape, dtype: dtype)
  }
}

/// Writes what belongs at each element's place; iota where there is no seed.
private struct PlacedFill: ElementVisitor {
  let tensor: DenseTensor
  /// Row-major strides of the global tensor.
  let places: [Int]
  let first: Int
  let seed: UInt64?

  func visit<T: KernelElement>(_ type: T.Type) {
    let base = unsafe tensor.mutablePointer(as: T.self)
    let walk = StridedWalk(
      shape: tensor.shape, operands: [tensor.strides, places], reorders: false)
    let (length, step) = (walk.length, walk.steps[0])
    let stride = walk.steps[1]
    walk.forEachRow { offsets in
      let row = unsafe base + offsets[0]
      let start = first + offsets[1]
      if let seed {
        unsafe fillRandom(row, step: step, start: start, stride: stride, count: length, seed: seed)
      } else {
        for i in 0..<length {
          let place = Int64(start &+ i &* stride)
          unsafe row[i &* step] = T.converted(T.dtype == .bool ? place & 1 : place)
        }
      }
    }
  }

  /// Each block of the generator serves four neighbours, or two that take two words.
  @inline(__always)
  private func fillRandom<T: KernelElement>(
    _ row: UnsafeMutablePointer<T>, step: Int, start: Int, stride: Int, count: Int, seed: UInt64
  ) {
    if stride == 1 {
      return unsafe fillNeighbours(row, step: step, start: start, count: count, seed: seed)
    }
    var block = SIMD4<UInt32>()
    var blockPlace: UInt64?
    for i in 0..<count {
      let word = UInt64(start &+ i &* stride) &* UInt64(T.randomWords)
      if blockPlace != word >> 2 {
        blockPlace = word >> 2
        block = Philox.block(at: word >> 2, seed: seed)
      }
      let lane = Int(word & 3)
      unsafe row[i &* step] = T.random(block[lane], T.randomWords == 2 ? block[lane + 1] : 0)
    }
  }

  /// The same of elements that are neighbours in the global tensor: many blocks at a time.
  private func fillNeighbours<T: KernelElement>(
    _ row: UnsafeMutablePointer<T>, step: Int, start: Int, count: Int, seed: UInt64
  ) {
    let (most, each) = (256, T.randomWords)
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * most) { buffer in
      let words = buffer.baseAddress!
      var done = 0
      while done < count {
        let word = UInt64(start &+ done) &* UInt64(each)
        let skipped = Int(word & 3)
        let blocks = min(most, (skipped + (count - done) * each + 3) / 4)
        unsafe KernelVariant.chosenRoutines.philox_words(words, word >> 2, blocks, seed)
        let here = min(count - done, (4 * blocks - skipped) / each)
        for i in 0..<here {
          let place = skipped &+ i &* each
          unsafe row[(done &+ i) &* step] = T.random(
            words[place], each == 2 ? words[place &+ 1] : 0)
        }
        done += here
      }
    }
  }
}
