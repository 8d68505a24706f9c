import Sharding

/// The elements that move between ranks, for choosing between answers.
public enum Price {
  /// What resharding a tensor of `shape` moves at the least, summed over the ranks.
  ///
  /// Partial mesh dims that are reduced count as a reduce-scatter, and as an all-gather too where
  /// the result is not sharded along them; the rest counts what each rank needs and does not have.
  /// O(ranks x dims), of the ranks along mesh dims that cut the tensor.
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
    return price + missing(shape, have: start, need: goal(to, start))
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

  /// What a rank needs of its own part of `to`: what becomes partial needs no more than each rank has,
  /// but for an average.
  private static func goal(_ to: TensorDistAttr, _ start: TensorDistAttr) -> TensorDistAttr {
    var goal = to
    for meshDim in to.partialDims {
      guard case .shard(let dim) = start.placements[meshDim],
        case .partial(let op) = to.placements[meshDim], op.hasIdentity
      else { continue }
      goal = goal.replacing(meshDim, with: .shard(dim))
    }
    return goal
  }

  /// The elements that ranks need and do not have, summed over the ranks.
  ///
  /// Mesh dims that cut nothing only repeat what the others give, and are counted once.
  private static func missing(_ shape: [Int], have: TensorDistAttr, need: TensorDistAttr) -> Int {
    let lengths = have.mesh.shape
    let cutting = lengths.indices.filter {
      have.placements[$0].shardDim != nil || need.placements[$0].shardDim != nil
    }
    let ranks = cutting.reduce(1) { $0 * lengths[$1] }
    var coordinate = [Int](repeating: 0, count: lengths.count)
    var missing = 0
    for _ in 0..<ranks {
      var (needed, common) = (1, 1)
      for dim in shape.indices {
        let own = have.range(of: dim, shape[dim], at: coordinate)
        let wanted = need.range(of: dim, shape[dim], at: coordinate)
        needed *= wanted.count
        common *= own.clamped(to: wanted).count
      }
      missing += needed - common
      for meshDim in cutting.reversed() {
        coordinate[meshDim] += 1
        if coordinate[meshDim] < lengths[meshDim] { break }
        coordinate[meshDim] = 0
      }
    }
    return missing * (have.mesh.count / ranks)
  }
}
