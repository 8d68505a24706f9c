import Sharding

/// The elements that move between ranks, for choosing between answers.
package enum Price {
  /// What resharding a tensor of `shape` moves at the least, summed over the ranks.
  ///
  /// Partial mesh dims that are reduced count as a reduce-scatter, and as an all-gather too where
  /// the result is not sharded along them; the rest counts what each rank needs and does not have.
  /// O(dims x mesh dims) where sizes divide, else times the ranks of mesh dims that hang together.
  package static func reshard(_ shape: [Int], from: TensorDistAttr, to: TensorDistAttr) -> Int {
    guard from != to else { return 0 }
    let mesh = from.mesh
    var price = 0
    var start = from
    for meshDim in folds(from, to).reversed() {
      let ways = mesh.shape[meshDim]
      let local = volume(shape, start)
      let folded = share(local, ways)
      price = price.adding(folded)
      switch to.placements[meshDim] {
      case .shard(let dim): start = start.replacing(meshDim, with: .shard(dim), like: to)
      case .replicate:
        price = price.adding(folded)
        start = start.replacing(meshDim, with: .replicate)
      case .partial(let op):
        if !op.hasIdentity { price = price.adding(folded) }
        start = start.replacing(meshDim, with: .replicate)
      }
    }
    return price.adding(missing(shape, have: start, need: goal(to, start)) / holders(to, start))
  }

  /// The partial mesh dims that a reshard folds: those that change, and those behind one that changes by an
  /// op with which theirs may not be swapped, since mesh dims fold from the last to the first.
  static func folds(_ from: TensorDistAttr, _ to: TensorDistAttr) -> [Int] {
    from.partialDims.filter { meshDim in
      guard let op = from.placements[meshDim].reduceOp else { return false }
      return from.placements[meshDim] != to.placements[meshDim]
        || (0..<meshDim).contains { before in
          from.placements[before] != to.placements[before]
            && [from.placements[before], to.placements[before]].contains {
              $0.reduceOp?.commutes(with: op) == false
            }
        }
    }
  }

  /// What reducing a partial tensor into shards would move.
  package static func reduction(_ shape: [Int], _ attr: TensorDistAttr) -> Int {
    attr.partialDims.reduce(0) { price, meshDim in
      price.adding(share(volume(shape, attr), attr.mesh.shape[meshDim]))
    }
  }

  /// Of `elements` in `ways` parts all but one.
  private static func share(_ elements: Int, _ ways: Int) -> Int {
    elements - (elements + ways - 1) / ways
  }

  /// The elements of all ranks' shards together.
  package static func volume(_ shape: [Int], _ attr: TensorDistAttr) -> Int {
    let ranks = attr.mesh.count
    var ways = 1
    for (meshDim, placement) in attr.placements.enumerated() where placement.shardDim != nil {
      ways *= attr.mesh.shape[meshDim]
    }
    return shape.reduce(1, *) * ranks / ways
  }

  /// Of how many ranks only one needs the value of `to`, the others being given an identity.
  private static func holders(_ to: TensorDistAttr, _ start: TensorDistAttr) -> Int {
    to.partialDims.reduce(1) { holders, meshDim in
      let isGiven =
        to.placements[meshDim] == .partial(.sum) || to.placements[meshDim] == .partial(.prod)
      return start.placements[meshDim] == .replicate && isGiven
        ? holders * to.mesh.shape[meshDim] : holders
    }
  }

  /// What a rank needs of its own part of `to`: what becomes partial needs no more than each rank has,
  /// but for an average.
  private static func goal(_ to: TensorDistAttr, _ start: TensorDistAttr) -> TensorDistAttr {
    var goal = to
    for meshDim in to.partialDims {
      guard case .shard(let dim) = start.placements[meshDim],
        case .partial(let op) = to.placements[meshDim], op.hasIdentity
      else { continue }
      goal = goal.replacing(meshDim, with: .shard(dim), like: start)
    }
    return goal
  }
}

extension TensorDistAttr {
  /// With a shard that is cut into parts or blocks where `other`'s is.
  fileprivate func replacing(
    _ meshDim: Int, with placement: Placement, like other: TensorDistAttr
  ) -> TensorDistAttr {
    replacing(
      meshDim, with: placement, pieces: other.isStrided(meshDim) ? other.pieces[meshDim] : nil)
  }
}
