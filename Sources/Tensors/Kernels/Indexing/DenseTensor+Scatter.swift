extension DenseTensor {
  /// A copy in which row `index[k]` (dim 0) is row `k` of `updates`, the last one where several name
  /// it; with `overwrites` false their sum, without what was there: Paddle's `scatter`.
  ///
  /// `index` is int32 or int64, 1-D or `[k, 1]`. Negative indices count from the end.
  public func scatter(
    _ index: DenseTensor, _ updates: DenseTensor, overwrites: Bool = true
  ) -> DenseTensor {
    precondition(
      ndim >= 1 && (index.ndim == 1 || index.ndim == 2 && index.shape[1] == 1)
        && updates.shape == [index.shape[0]] + shape.dropFirst(),
      "updates \(updates.shape) at an index of shape \(index.shape) into the shape \(shape)")
    return scatteringSlices(
      index.indexValues(in: shape[0]), length: Self.count(of: Array(shape.dropFirst())), updates,
      overwrites ? .assign : .add, includesSelf: overwrites)
  }

  /// A copy with `updates` added to the slices at index tuples, as `gatherND` reads them.
  public func scatterNDAdd(_ index: DenseTensor, _ updates: DenseTensor) -> DenseTensor {
    let (places, length, shape) = slicePlaces(index)
    precondition(
      updates.shape == shape,
      "updates \(updates.shape) at an index of shape \(index.shape) into the shape \(self.shape)")
    return scatteringSlices(places, length: length, updates, .add)
  }

  /// A copy with `values` at the places that `indices` name together, one tensor for each of the
  /// first dims: NumPy's `x[indices] = values`, or `np.add.at` where `accumulates`.
  ///
  /// The indices are int32 or int64 and broadcast with each other; `values` broadcast to their shape
  /// and then the dims that are left. Negative indices count from the end.
  public func indexPut(
    _ indices: [DenseTensor], _ values: DenseTensor, accumulates: Bool = false
  ) -> DenseTensor {
    precondition(
      !indices.isEmpty && indices.count <= ndim, "\(indices.count) indices into the shape \(shape)")
    let common = Self.commonShape(indices.map(\.shape))
    var places = [Int](repeating: 0, count: Self.count(of: common))
    for (dim, index) in indices.enumerated() {
      let values = index.expanded(to: common).indexValues(in: shape[dim])
      for k in places.indices { places[k] = places[k] * shape[dim] + values[k] }
    }
    let slice = Array(shape[indices.count...])
    return scatteringSlices(
      places, length: Self.count(of: slice), values.expanded(to: common + slice),
      accumulates ? .add : .assign)
  }
}
