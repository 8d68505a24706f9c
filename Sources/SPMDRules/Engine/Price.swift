import Sharding

/// The elements that move between ranks, for choosing between answers.
public enum Price {
  /// What resharding a tensor of `shape` moves at the least, summed over the ranks.
  ///
  /// Partial mesh dims that are reduced count as a reduce-scatter, and as an all-gather too where
  /// the result is not sharded along them; the rest counts what each rank needs and does not have.
  /// O(ranks x dims).
  public static func reshard(_ shape: [Int], from: TensorDistAttr, to: TensorDistAttr) -> Int {
    guard from != to else { return 0 }
    let mesh = from.mesh
    var price = 0
    var start = from
    for meshDim in from.partialDims.reversed()
    where to.placements[meshDim] != from.placements[meshDim] {
      let ways = mesh.shape[meshDim]
      let local = volume(shape, start)
      let folded = local * (ways - 1) / ways
      price += folded
      switch to.placements[meshDim] {
      case .shard(let dim): start = start.replacing(meshDim, with: .shard(dim))
      case .replicate:
        price += folded
        start = start.replacing(meshDim, with: .replicate)
      case .partial(let op):
        if !op.hasIdentity { price += folded }
        start = start.replacing(meshDim, with: .replicate)
      }
    }
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      var target = coordinate
      // What becomes partial needs no more than each rank has, but for an average.
      for meshDim in to.partialDims where start.placements[meshDim].shardDim != nil {
        target[meshDim] = coordinate[meshDim]
      }
      let need = box(to, start, target, shape)
      let have = start.box(at: coordinate, shape: shape)
      price += need.count - (need.intersection(have)?.count ?? 0)
    }
    return price
  }

  /// What reducing a partial tensor into shards would move.
  public static func reduction(_ shape: [Int], _ attr: TensorDistAttr) -> Int {
    attr.partialDims.reduce(0) { price, meshDim in
      let ways = attr.mesh.shape[meshDim]
      return price + volume(shape, attr) * (ways - 1) / ways
    }
  }

  /// The elements of all ranks' shards together.
  public static func volume(_ shape: [Int], _ attr: TensorDistAttr) -> Int {
    let ranks = attr.mesh.count
    var ways = 1
    for (meshDim, placement) in attr.placements.enumerated() where placement.shardDim != nil {
      ways *= attr.mesh.shape[meshDim]
    }
    return shape.reduce(1, *) * ranks / ways
  }

  private static func box(
    _ to: TensorDistAttr, _ start: TensorDistAttr, _ coordinate: [Int], _ shape: [Int]
  ) -> Box {
    var goal = to
    for meshDim in to.partialDims {
      guard case .shard(let dim) = start.placements[meshDim],
        case .partial(let op) = to.placements[meshDim], op.hasIdentity
      else { continue }
      goal = goal.replacing(meshDim, with: .shard(dim))
    }
    return goal.box(at: coordinate, shape: shape)
  }
}
