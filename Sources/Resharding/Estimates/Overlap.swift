import Sharding

/// How much of its new shard each rank already holds, summed over all ranks without naming them.
///
/// Two layouts of one mesh cut each tensor dim into pieces. Walking the mesh dims one after the
/// other, a rank's old piece and its new one become narrower; indices at which they no longer meet
/// are skipped by arithmetic, and where only a piece's length matters, equal pieces count at once.
/// Mesh dims that share no tensor dim are walked apart. So even transposed shards of a k x k mesh take
/// O(k), not O(k x k). Where pieces are equal, nothing is walked: see `Digits`.
struct Overlap {
  /// The elements that stay where they are, over all coordinates of the mesh dims that cut.
  private(set) var total = 1
  /// The least that a rank keeps, of those that keep any.
  private(set) var leastKept = 1
  /// Whether every rank keeps some.
  private(set) var isEverywhere = true

  init(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    self.init(meshShape, ShardOrders(meshShape, from, meshShape, to))
  }

  init(_ meshShape: MeshShape, _ orders: ShardOrders) {
    let (from, to) = (orders.from, orders.to)
    if orders.mixedDims.isEmpty, let digits = Digits(meshShape, from, to) {
      total = digits.kept * digits.least
      leastKept = digits.least
      isEverywhere = digits.kept == digits.coordinates
      return
    }
    let families = Self.families(meshShape, from, to)
    for dim in families.indices where families[dim] == dim {
      let part = meshShape.overlap(of: dim, in: families, orders)
      total *= part.total
      leastKept *= part.least
      isEverywhere = isEverywhere && part.isEverywhere
    }
  }

  /// By tensor dim: the first one of its family. Where a mesh dim cuts one tensor dim before and another after,
  /// both are of one.
  private static func families(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState)
    -> [Int]
  {
    var first = Array(meshShape.shape.indices)
    for (old, new) in zip(from.places, to.places) {
      guard let one = old.shardDim, let other = new.shardDim else { continue }
      let (low, high) = (min(first[one], first[other]), max(first[one], first[other]))
      if low == high { continue }
      for dim in first.indices where first[dim] == high { first[dim] = low }
    }
    return first
  }

  /// What a family of tensor dims has of it.
  struct Part {
    let total: Int
    let least: Int
    let isEverywhere: Bool
  }
}

extension MeshShape {
  /// What stays of a family of tensor dims: a look-up from the second time on, for a search meets the same
  /// cuts of a family with all that others do.
  fileprivate func overlap(
    of first: Int, in families: [Int], _ orders: ShardOrders
  )
    -> Overlap.Part
  {
    let (from, to) = (orders.from, orders.to)
    var (cuts, isCut) = ([PlacementState.Place](), false)
    cuts.reserveCapacity(2 * mesh.count)
    for dim in mesh.indices {
      for place in [from.places[dim], to.places[dim]] {
        let isOwn = place.shardDim.map { families[$0] == first } ?? false
        cuts.append(isOwn ? place : PlacementState.Place(placement: .replicate))
        isCut = isCut || isOwn
      }
    }
    guard isCut else {
      return Overlap.Part(total: shape[first], least: shape[first], isEverywhere: shape[first] > 0)
    }
    if let known = overlaps[cuts] { return known }
    let family = families.indices.filter { families[$0] == first }
    let part: Overlap.Part
    if family.contains(where: orders.mixedDims.contains) {
      part = mixedOverlap(of: family, from, to)
    } else {
      var walk = OverlapWalk(self, from, to, family)
      walk.run()
      part = Overlap.Part(
        total: walk.total, least: walk.total == 0 ? 0 : walk.least,
        isEverywhere: walk.coordinates == walk.kept)
    }
    overlaps[cuts] = part
    return part
  }
}
