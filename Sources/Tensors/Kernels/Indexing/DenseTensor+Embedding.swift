extension DenseTensor {
  /// Rows of this `[n, …]` table by number, as an embedding looks them up: the shape is that of
  /// `indices` (int32 or int64) and then that of a row.
  ///
  /// Rows numbered `paddingIndex` are zeros. With `start` given, this is the shard of a table that
  /// begins with row `start`: numbers that are not in it give zeros, so that the shards' results add
  /// up to the whole. Otherwise a number outside `0 ..< n` is a programmer's error.
  public func embedding(
    _ indices: DenseTensor, paddingIndex: Int? = nil, start: Int? = nil
  ) -> DenseTensor {
    precondition(ndim >= 1, "an embedding from a table of shape \(shape)")
    let rows = shape[0]
    let places = indices.indexValues().map { index in
      let row = index - (start ?? 0)
      precondition(
        start != nil || 0..<rows ~= row || index == paddingIndex,
        "the row \(index) of a table of \(rows)")
      return index != paddingIndex && 0..<rows ~= row ? row : -1
    }
    let row = Array(shape.dropFirst())
    return gatheringSlices(places, length: Self.count(of: row), shape: indices.shape + row)
  }

  /// The element along `axis` that each label names, with extent 1 there; 0 where the label is not
  /// in `start ..< start + extent`: a class's logit, where the classes are sharded.
  ///
  /// `labels` (int32 or int64) have this tensor's shape with extent 1 in `axis`.
  public func labelled(_ labels: DenseTensor, axis: Int, start: Int = 0) -> DenseTensor {
    var expected = shape
    expected[checked(axis)] = 1
    precondition(
      labels.shape == expected,
      "labels of shape \(labels.shape) for the shape \(shape) along dim \(axis)")
    let local = labels.indexValues().map { $0 - start }
    let isHere = local.map { 0..<shape[axis] ~= $0 }
    let safe = DenseTensor(
      zip(local, isHere).map { Int64($1 ? $0 : 0) }, shape: labels.shape)
    guard shape[axis] > 0 else { return DenseTensor(zeros: expected, dtype: dtype) }
    let places = zip(elementPlaces(safe, axis: axis), isHere).map { $1 ? $0 : -1 }
    return gatheringSlices(places, length: 1, shape: expected)
  }
}
