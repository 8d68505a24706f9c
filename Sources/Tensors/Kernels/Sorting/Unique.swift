import Elements

extension DenseTensor {
  /// What `unique` gives; the last three are 1-D `int64`.
  public struct Unique {
    /// Sorted, each once.
    public let values: DenseTensor
    /// Where each first was.
    public let indices: DenseTensor
    /// Which of the values each element (or slice) is; of the flattened tensor where there is no axis.
    public let inverse: DenseTensor
    /// How often each was there.
    public let counts: DenseTensor
  }

  /// The different elements of the flattened tensor, or the different slices along `axis`, sorted.
  ///
  /// Zeros of different sign are equal; each NaN is different, as the array API standard says, and
  /// comes last. Slices are compared element by element in row-major order. Of every dtype with an
  /// order. O(n log n) comparisons of slices, O(n) without an axis.
  public func unique(axis: Int? = nil) -> Unique {
    precondition(dtype.kind != .complex, "complex numbers have no order")
    let lines = (axis.map { frontToBack($0) } ?? flattened().unsqueezed(1)).contiguous()
    let order = withElementType(dtype, LineOrder(lines: lines))
    let firsts = order.starts.map { order.places[$0] }
    var inverse = [Int64](repeating: 0, count: order.places.count)
    var counts = [Int64](repeating: 0, count: firsts.count)
    for (group, start) in order.starts.enumerated() {
      let end = group + 1 < firsts.count ? order.starts[group + 1] : order.places.count
      counts[group] = Int64(end - start)
      for at in start..<end { inverse[order.places[at]] = Int64(group) }
    }
    let distinct = lines.selectingLines(firsts)
    let values = axis.map { backToFront(distinct, $0) } ?? distinct.flattened()
    return Unique(
      values: values, indices: DenseTensor(firsts.map { Int64($0) }, shape: [firsts.count]),
      inverse: DenseTensor(inverse, shape: [inverse.count]),
      counts: DenseTensor(counts, shape: [counts.count]))
  }

  /// 2-D: a line for each index along `axis`.
  private func frontToBack(_ axis: Int) -> DenseTensor {
    let order = [checked(axis)] + shape.indices.filter { $0 != axis }
    let width = shape.indices.reduce(1) { $1 == axis ? $0 : $0 * shape[$1] }
    return permuted(order).reshaped(to: [shape[axis], width])
  }

  /// The lines of a contiguous 2-D tensor at `places`.
  private func selectingLines(_ places: [Int]) -> DenseTensor {
    let result = DenseTensor(shape: [places.count, shape[1]], dtype: dtype)
    guard !result.isEmpty else { return result }
    let size = shape[1] * dtype.byteCount
    let from = unsafe UnsafeRawPointer(pointer(as: UInt8.self))
    let to = unsafe UnsafeMutableRawPointer(result.mutablePointer(as: UInt8.self))
    for (line, place) in places.enumerated() {
      unsafe (to + line * size).copyMemory(from: from + place * size, byteCount: size)
    }
    return result
  }

  /// The opposite of `frontToBack`, of the lines that are left.
  private func backToFront(_ lines: DenseTensor, _ axis: Int) -> DenseTensor {
    let others = shape.indices.filter { $0 != axis }
    let order = [axis] + others
    return lines.reshaped(to: [lines.shape[0]] + others.map { shape[$0] })
      .permuted(shape.indices.map { order.firstIndex(of: $0)! }).contiguous()
  }
}

/// The stable order of the lines of a contiguous 2-D tensor, and where runs of equal ones start.
private struct LineOrder: ElementVisitor {
  let lines: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) -> (places: [Int], starts: [Int]) {
    let (count, width) = (lines.shape[0], lines.shape[1])
    let from = unsafe lines.pointer(as: T.self)
    func key(_ line: Int, _ at: Int) -> UInt64 {
      unsafe from[line * width + at].accumulator.orderKey
    }
    func areEqual(_ a: Int, _ b: Int) -> Bool {
      (0..<width).allSatisfy { at in
        key(a, at) == key(b, at)
          && !(unsafe from[a * width + at].accumulator.isNaNValue)
      }
    }
    var places: [Int]
    if width == 1 {
      var sort = KeySort(capacity: count)
      sort.sort(count: count) { key($0, 0) }
      places = sort.places
    } else {
      places = (0..<count).sorted { a, b in
        for at in 0..<width where key(a, at) != key(b, at) { return key(a, at) < key(b, at) }
        return a < b
      }
    }
    let starts = places.indices.filter { $0 == 0 || !areEqual(places[$0 - 1], places[$0]) }
    return (places, starts)
  }
}
