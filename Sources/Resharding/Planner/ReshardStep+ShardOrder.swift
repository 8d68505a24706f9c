import Sharding

extension ReshardStep {
  /// The step between contiguous cuts by which the same ranks send each other as many bytes: that of the tensor with the
  /// indices of its dims in shard order. Nil where some dim has two orders, or is cut so that explicit sizes cannot say
  /// how long the pieces are.
  package func inShardOrder(_ shape: [Int]) -> ReshardStep? {
    if !from.isStrided, !to.isStrided { return self }
    let source = MeshShape(from.mesh, shape: shape)
    let target =
      from.mesh.hasSameRanks(as: to.mesh) ? source : MeshShape(to.mesh, shape: shape)
    let orders = ShardOrders(source, source.layout(of: from), target, target.layout(of: to))
    guard orders.mixedDims.isEmpty,
      let old = source.attr(orders.from, on: from.mesh).inShardOrder(shape),
      let new = target.attr(orders.to, on: to.mesh).inShardOrder(shape)
    else { return nil }
    return ReshardStep(
      function: function, collective, over: meshDims, from: old, to: new)
  }
}

extension TensorDistAttr {
  /// With explicit sizes for cuts into parts or blocks; nil where these cut pieces of several lengths.
  fileprivate func inShardOrder(_ shape: [Int]) -> TensorDistAttr? {
    guard isStrided else { return self }
    var pieces = pieces
    for dim in shape.indices {
      var lengths = [shape[dim]]
      for meshDim in cutters(of: dim) {
        let (ways, cut) = (mesh.shape[meshDim], pieces[meshDim])
        if isStrided(meshDim) {
          guard Set(lengths).count == 1, let length = lengths.first else { return nil }
          pieces[meshDim] = .sizes(
            (0..<ways).map { shardOrderRange(length, over: ways, by: cut, at: $0).count })
        }
        lengths = Set(lengths).flatMap { length in
          cut?.explicitSizes
            ?? (0..<ways).map { shardOrderRange(length, over: ways, by: cut, at: $0).count }
        }
      }
    }
    // Sizes are those of what is cut.
    return try! TensorDistAttr(
      mesh: mesh, placements: placements, cutOrder: cutOrder, pieces: pieces)
  }
}
