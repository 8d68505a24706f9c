import SPMDRules

/// Subscripts.
extension TensorValue {
  /// The part that the slices select, one for each dim from the first; the other dims stay whole.
  ///
  ///     x[1..<4, .all, .stride(from: 0, to: 8, by: 2)]
  ///     x[-1]
  ///
  /// - Throws: `TesseraError.Kind.usage` if there are more slices than dims, an index is beyond
  ///   its dim, or a step is not positive.
  public subscript(_ slices: TensorSlice...) -> Self {
    get throws(TesseraError) {
      let cut = try SliceCall(slices, of: shape)
      var result = self
      if !cut.axes.isEmpty {
        result = try op("slice", cut.attributes)
      }
      if !cut.strided.isEmpty {
        result = try result.op("strided_slice", cut.stridedAttributes(after: cut.dropped))
      }
      return result
    }
  }

  /// Returns this tensor with `value`, broadcast, in place of the part that the slices select. Steps must be 1.
  ///
  /// - Throws: `TesseraError.Kind.usage` as reading does, and where a step is not 1.
  public func setting(_ slices: TensorSlice..., to value: Self) throws(TesseraError) -> Self {
    let cut = try SliceCall(slices, of: shape)
    guard cut.strided.isEmpty else {
      throw TesseraError(.usage, "setting: steps must be 1 where elements are set")
    }
    let part = try value.expand(cut.sizes(of: shape, dropping: true)).reshape(
      cut.sizes(of: shape, dropping: false))
    let mask = try part.equalToItself()
    let paddings: [String: AttributeValue] = [
      "paddings": .ints(cut.paddings(of: shape)), "pad_value": .double(0),
    ]
    return try part.op("pad", paddings).where(try mask.op("pad", paddings), otherwise: self)
  }

  /// True everywhere, and placed alike.
  private func equalToItself() throws(TesseraError) -> Self {
    let ones = try cast(.int32).op("scale", ["scale": .double(0), "bias": .double(1)])
    return try ones.cast(.bool)
  }
}

/// Slices as the attributes of the ops that take them.
struct SliceCall {
  private(set) var axes: [Int] = []
  private(set) var starts: [Int] = []
  private(set) var ends: [Int] = []
  private(set) var dropped: [Int] = []
  /// Dims with a step above 1: dim, start, end, step.
  private(set) var strided: [(dim: Int, start: Int, end: Int, step: Int)] = []

  init(_ slices: [TensorSlice], of shape: [Int]) throws(TesseraError) {
    guard slices.count <= shape.count else {
      throw TesseraError(
        .usage, "a subscript of \(slices.count) slices: the tensor has \(shape.count) dims")
    }
    for (dim, slice) in slices.enumerated() {
      let size = shape[dim]
      switch slice {
      case .index(let index):
        guard (-size..<size).contains(index) else {
          throw TesseraError(
            .usage, "index \(index) of dim \(dim): it must be in \(-size)..<\(size)")
        }
        let place = index < 0 ? index + size : index
        add(dim, place, place + 1)
        dropped.append(dim)
      case .range(let lower, let upper, let step):
        guard step > 0 else {
          throw TesseraError(.usage, "a step of \(step) in dim \(dim): it must be positive")
        }
        let start = Self.place(lower ?? 0, size)
        let end = max(start, Self.place(upper ?? size, size))
        if step > 1 {
          strided.append((dim, start, end, step))
        } else if start != 0 || end != size {
          add(dim, start, end)
        }
      }
    }
  }

  private static func place(_ place: Int, _ size: Int) -> Int {
    min(max(place < 0 ? place + size : place, 0), size)
  }

  private mutating func add(_ dim: Int, _ start: Int, _ end: Int) {
    axes.append(dim)
    starts.append(start)
    ends.append(end)
  }

  var attributes: [String: AttributeValue] {
    [
      "axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends),
      "infer_flags": .ints(axes.map { _ in 1 }), "decrease_axis": .ints(dropped),
    ]
  }

  /// Of the dims that are left once `dropped` are gone.
  func stridedAttributes(after dropped: [Int]) -> [String: AttributeValue] {
    let dims = strided.map { entry in entry.dim - dropped.count { $0 < entry.dim } }
    return [
      "axes": .ints(dims), "starts": .ints(strided.map(\.start)),
      "ends": .ints(strided.map(\.end)), "strides": .ints(strided.map(\.step)),
    ]
  }

  /// The part's shape.
  func sizes(of shape: [Int], dropping: Bool) -> [Int] {
    var sizes = shape
    for (index, dim) in axes.enumerated() { sizes[dim] = ends[index] - starts[index] }
    return shape.indices.filter { !dropping || !dropped.contains($0) }.map { sizes[$0] }
  }

  /// Before and after each dim.
  func paddings(of shape: [Int]) -> [Int] {
    shape.indices.flatMap { dim -> [Int] in
      guard let index = axes.firstIndex(of: dim) else { return [0, 0] }
      return [starts[index], shape[dim] - ends[index]]
    }
  }
}
