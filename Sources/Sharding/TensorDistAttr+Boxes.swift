import Elements

/// The part of the tensor that each rank holds.
extension TensorDistAttr {
  /// Checks that the dist attr fits a tensor of `shape` and `dtype`.
  ///
  /// - Throws: `ShardingError.placement` if the shape has a negative dim or too many elements for
  ///   an address space, a sharded dim is not one of the tensor's, explicit sizes do not sum to what
  ///   they cut, or the dtype does not carry a reduce op.
  public func validate(shape: [Int], dtype: DType? = nil) throws(ShardingError) {
    try requireTensorShape(shape)
    try placements.require(shape: shape, dtype, in: "\(self)")
    for (meshDim, cut) in pieces.enumerated() {
      guard let cut, let dim = placements[meshDim].shardDim else { continue }
      let outer = cutters(of: dim).prefix { $0 != meshDim }
      for length in Set(lengths(of: shape[dim], cutBy: Array(outer))).sorted() {
        try cut.require(of: dim, length, in: "\(self)")
      }
    }
  }

  /// The lengths that remain of `size` after the cuts of `meshDims` in this order.
  private func lengths(of size: Int, cutBy meshDims: [Int]) -> [Int] {
    meshDims.reduce([size]) { lengths, meshDim in
      lengths.flatMap { length in
        if let sizes = pieces[meshDim]?.explicitSizes { return sizes }
        return (0..<mesh.shape[meshDim]).map { piece(of: length, meshDim, at: $0).count }
      }
    }
  }

  /// Returns the part of a tensor of `shape` at a mesh coordinate. An empty shard is at the end of the piece
  /// that was cut. The dist attr must fit the shape, see `validate`.
  ///
  /// O(tensor dims + mesh dims), with O(group) where sizes are explicit.
  public func box(at coordinate: [Int], shape: [Int]) -> Box {
    precondition(coordinate.count == mesh.ndim, "a coordinate has a number for each mesh dim")
    var box = Box(shape: shape)
    for meshDim in cuts {
      guard let dim = placements[meshDim].shardDim else { continue }
      precondition(dim < shape.count, "the attribute must fit the shape")
      let piece = piece(of: box.sizes[dim], meshDim, at: coordinate[meshDim])
      box.offsets[dim] += piece.lowerBound
      box.sizes[dim] = piece.count
    }
    return box
  }

  /// The indices of tensor dim `dim`, of `size`, at a mesh coordinate, in shard order: one dim of `box(at:shape:)`.
  ///
  /// O(mesh dims), with O(group) where sizes are explicit; no memory.
  public func range(of dim: Int, _ size: Int, at coordinate: [Int]) -> Range<Int> {
    var range = 0..<size
    for meshDim in cuts where placements[meshDim].shardDim == dim {
      let piece = piece(of: range.count, meshDim, at: coordinate[meshDim])
      range = (range.lowerBound + piece.lowerBound)..<(range.lowerBound + piece.upperBound)
    }
    return range
  }

  /// Which of `size` indices a mesh dim gives to one of its coordinates, in shard order.
  private func piece(of size: Int, _ meshDim: Int, at index: Int) -> Range<Int> {
    shardOrderRange(size, over: mesh.shape[meshDim], by: pieces[meshDim], at: index)
  }

  /// Returns the part of a tensor of `shape` that `rank` holds; nil outside the mesh.
  public func box(of rank: Int, shape: [Int]) -> Box? {
    mesh.coordinate(of: rank).map { box(at: $0, shape: shape) }
  }

  /// Counts the ranks of the mesh that hold no element of a tensor of `shape`, as of 10 rows over 6 ranks.
  /// The attribute must fit the shape, see `validate`.
  ///
  /// O(mesh), without looking at the ranks one by one.
  public func emptyRankCount(shape: [Int]) -> Int {
    var holders = mesh.count
    for (dim, size) in shape.enumerated() {
      let lengths = lengths(of: size, cutBy: cutters(of: dim))
      // The mesh dims that cut one tensor dim cut no other, so that the shares multiply.
      holders = holders / lengths.count * lengths.count { $0 > 0 }
    }
    return mesh.count - holders
  }
}
