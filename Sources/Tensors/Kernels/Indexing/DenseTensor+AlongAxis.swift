extension DenseTensor {
  /// One element for each of `index` (int32 or int64), taken along `axis` at the same place in the
  /// other dims: `take_along_axis`, and PyTorch's `gather`.
  ///
  /// The other dims broadcast, as in NumPy; with `broadcasts` false those of `index` may be smaller
  /// instead, as in PyTorch. Negative indices count from the end.
  public func takeAlongAxis(
    _ index: DenseTensor, axis: Int, broadcasts: Bool = true
  ) -> DenseTensor {
    let (source, index) = aligned(with: index, axis: axis, broadcasts: broadcasts)
    if axis == ndim - 1, source.shape.dropLast() == index.shape.dropLast(), !index.isEmpty {
      let result = DenseTensor(shape: index.shape, dtype: dtype)
      let gather = SliceGather(
        source: source.contiguous(), index: index.contiguous(), result: result,
        outer: Self.count(of: Array(index.shape.dropLast())), extent: source.shape[axis], length: 1,
        isByRow: true)
      withBitsType(dtype, gather)
      return result
    }
    return source.gatheringSlices(
      source.elementPlaces(index, axis: axis), length: 1, shape: index.shape)
  }

  /// A copy in which each element that `index` means along `axis` has met one of `values`, in
  /// row-major order: `put_along_axis`, and PyTorch's `scatter` and `scatter_reduce`.
  ///
  /// `values` have this dtype and broadcast to the shape of `index`, which is aligned as in
  /// `takeAlongAxis`. Without `includesSelf` the elements named do not count themselves.
  public func putAlongAxis(
    _ index: DenseTensor, _ values: DenseTensor, axis: Int, rule: ScatterRule = .assign,
    includesSelf: Bool = true, broadcasts: Bool = true
  ) -> DenseTensor {
    var index = index
    if broadcasts {
      index = aligned(with: index, axis: axis, broadcasts: true).index
    }
    _ = aligned(with: index, axis: axis, broadcasts: false)
    if axis == ndim - 1, index.shape.dropLast() == shape.dropLast(), !index.isEmpty,
      rule == .assign || rule == .add && includesSelf
    {
      precondition(values.dtype == dtype, "\(values.dtype) put into \(dtype)")
      let result = copy()
      let scatter = RowScatter(
        values: values.expanded(to: index.shape).contiguous(), index: index.contiguous(),
        result: result)
      if rule == .assign {
        withBitsType(dtype, scatter)
      } else if dtype == .float16 || dtype == .bfloat16 {
        withRealType(dtype, HalfRowAddition(scatter: scatter))
      } else {
        withElementType(dtype, RowAddition(scatter: scatter))
      }
      return result
    }
    return scatteringSlices(
      elementPlaces(index, axis: axis), length: 1, values.expanded(to: index.shape), rule,
      includesSelf: includesSelf)
  }

  /// This tensor and `index` with the same extents but along `axis`, or this one's larger.
  func aligned(
    with index: DenseTensor, axis: Int, broadcasts: Bool
  ) -> (source: DenseTensor, index: DenseTensor) {
    precondition(index.ndim == ndim, "an index of shape \(index.shape) into the shape \(shape)")
    var (own, other) = (shape, index.shape)
    (own[checked(axis)], other[axis]) = (1, 1)
    guard broadcasts else {
      precondition(
        zip(own, other).allSatisfy { $0 >= $1 },
        "an index of shape \(index.shape) into the shape \(shape) along dim \(axis)")
      return (self, index)
    }
    let common = Self.commonShape([own, other])
    (own, other) = (common, common)
    (own[axis], other[axis]) = (shape[axis], index.shape[axis])
    return (expanded(to: own), index.expanded(to: other))
  }

  /// The row-major place in this tensor of each element that `index` means along `axis`.
  func elementPlaces(_ index: DenseTensor, axis: Int) -> [Int] {
    var places = index.indexValues(in: shape[axis])
    let strides = Self.rowMajorStrides(shape)
    var outer = strides
    outer[axis] = 0
    let walk = StridedWalk(shape: index.shape, operands: [outer], reorders: false)
    var k = 0
    walk.forEachRow { offsets in
      for i in 0..<walk.length {
        places[k] = places[k] * strides[axis] + offsets[0] + i * walk.steps[0]
        k += 1
      }
    }
    return places
  }
}
