extension DenseTensor {
  /// The slices at `index` (int32 or int64, of any shape) of dim `axis`: that dim becomes the dims of
  /// `index`. Negative indices count from the end. `gather` in Paddle, `take` in NumPy.
  public func gather(_ index: DenseTensor, axis: Int = 0) -> DenseTensor {
    let extent = shape[checked(axis)]
    let result = DenseTensor(
      shape: shape[..<axis] + index.shape + shape[(axis + 1)...], dtype: dtype)
    guard !result.isEmpty else { return result }
    let gather = SliceGather(
      source: contiguous(), index: index.contiguous(), result: result,
      outer: Self.count(of: Array(shape[..<axis])), extent: extent,
      length: Self.count(of: Array(shape[(axis + 1)...])), isByRow: false)
    withBitsType(dtype, gather)
    return result
  }

  /// As `gather`, of a 1-D index: dim `axis` gets its extent.
  public func indexSelect(_ index: DenseTensor, axis: Int) -> DenseTensor {
    precondition(index.ndim == 1, "an index of shape \(index.shape) selects along one dim")
    return gather(index, axis: axis)
  }

  /// The slices at index tuples: `index` is `[…, r]`, each row of it an index of the first `r` dims;
  /// the shape is `[…]` and then the dims from `r` on. Negative indices count from the end.
  public func gatherND(_ index: DenseTensor) -> DenseTensor {
    let (places, length, shape) = slicePlaces(index)
    return gatheringSlices(places, length: length, shape: shape)
  }

  /// The slice numbers that the rows of `index` mean, a slice's length, and the shape of them all.
  func slicePlaces(_ index: DenseTensor) -> (places: [Int], length: Int, shape: [Int]) {
    precondition(
      index.ndim >= 1 && index.shape[index.ndim - 1] <= ndim,
      "index tuples of shape \(index.shape) into the shape \(shape)")
    let depth = index.shape[index.ndim - 1]
    let count = Self.count(of: Array(index.shape.dropLast()))
    var places = [Int](repeating: 0, count: count)
    for dim in 0..<depth {
      let part = index.strided(dim: index.ndim - 1, start: dim, count: 1, step: 1)
      for (k, value) in part.indexValues(in: shape[dim]).enumerated() {
        places[k] = places[k] * shape[dim] + value
      }
    }
    let slice = Array(shape[depth...])
    return (places, Self.count(of: slice), index.shape.dropLast() + slice)
  }
}
