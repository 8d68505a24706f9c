extension TensorDistAttr {
  /// Whether a mesh dim deals indices out that need not be neighbours.
  public func isStrided(_ meshDim: Int) -> Bool {
    pieces[meshDim]?.isStrided == true && mesh.shape[meshDim] > 1
  }

  /// Whether any mesh dim does.
  public var isStrided: Bool { pieces.indices.contains(where: isStrided) }

  /// Returns what the rank at a mesh coordinate holds of a tensor of `shape`. The dist attr must fit the shape, see
  /// `validate`.
  ///
  /// O(tensor dims + mesh dims), with O(group), O(parts) or O(blocks of a rank) where the pieces are not equal.
  public func extent(at coordinate: [Int], shape: [Int]) -> Extent {
    if !isStrided { return Extent(box(at: coordinate, shape: shape)) }
    return Extent(ranges: shape.indices.map { ranges(of: $0, shape[$0], at: coordinate) })
  }

  /// Returns what `rank` holds of a tensor of `shape`; nil outside the mesh.
  public func extent(of rank: Int, shape: [Int]) -> Extent? {
    mesh.coordinate(of: rank).map { extent(at: $0, shape: shape) }
  }

  /// The indices of tensor dim `dim`, of `size`, at a mesh coordinate: one dim of `extent(at:shape:)`.
  public func ranges(of dim: Int, _ size: Int, at coordinate: [Int]) -> [Range<Int>] {
    var ranges = [0..<size]
    for meshDim in cuts where placements[meshDim].shardDim == dim {
      let length = ranges.reduce(0) { $0 + $1.count }
      ranges = ranges.selecting(
        cutRanges(
          length, over: mesh.shape[meshDim], by: pieces[meshDim], at: coordinate[meshDim]))
    }
    return ranges
  }
}
