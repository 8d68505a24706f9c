import Elements

extension Placement {
  /// Everything that one mesh dim can do to a tensor of `ndim` dims: a shard of each dim, a replica,
  /// and a partial of each op that the dtype carries.
  package static func all(ndim: Int, dtype: DType) -> [Placement] {
    (0..<ndim).map(Placement.shard) + [.replicate]
      + ReduceOp.allCases.filter(dtype.carries).map(Placement.partial)
  }
}

extension TensorDistAttr {
  /// All placements on `mesh`: every combination, each tensor dim that several mesh dims cut in all
  /// orders.
  package static func all(on mesh: ProcessMesh, ndim: Int, dtype: DType) -> [TensorDistAttr] {
    let choices = Placement.all(ndim: ndim, dtype: dtype)
    let combinations = mesh.shape.reduce([[Placement]]([[]])) { lists, _ in
      lists.flatMap { list in choices.map { list + [$0] } }
    }
    return combinations.flatMap { placements in
      // Turns are permutations of each tensor dim's mesh dims.
      cutOrders(placements).map {
        try! TensorDistAttr(mesh: mesh, placements: placements, cutOrder: $0)
      }
    }
  }

  /// As many turns for each mesh dim as cut its tensor dim, none taken twice.
  private static func cutOrders(_ placements: [Placement]) -> [[Int]] {
    placements.indices.reduce([[Int]]([[]])) { lists, meshDim in
      let dim = placements[meshDim].shardDim
      let count = dim == nil ? 1 : placements.count { $0.shardDim == dim }
      return lists.flatMap { list in
        (0..<count).compactMap { turn in
          let isTaken = list.indices.contains {
            dim != nil && placements[$0].shardDim == dim && list[$0] == turn
          }
          return isTaken ? nil : list + [turn]
        }
      }
    }
  }
}
