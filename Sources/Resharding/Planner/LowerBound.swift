import Sharding

extension Planner {
  /// The fewest bytes that must cross between ranks, whatever the plan: the sum over all elements of the fewest
  /// transfers that each needs, times its bytes.
  ///
  /// Let an element have `c` contributions (1 where nothing is reduced), and let `D` be the ranks
  /// that need its value.
  /// - c = 1: each rank of `D` without it must receive it once.
  /// - c > 1: the first rank that knows the value has merged at least c - 1 received contributions,
  ///   or c if it had none itself; each other rank of `D` must receive once more.
  /// - Where the target is partial, one rank of each of its groups is enough; and where it is so
  ///   with the source's op, each group must only receive the contributions that it lacks.
  /// - A partial mesh dim that is partial with the same op in the target may stay as it is, each
  ///   coordinate for itself, or be folded and made anew: what takes fewer counts.
  ///
  /// - Complexity: O(1) in the ranks between shards and replicas of one mesh, and where their values
  ///   are folded; O(ranks) between meshes; else as `enumeratedLowerBound`.
  public static func lowerBound(of transition: Transition) -> Int {
    SearchSpace(transition, Planning()).lowerBound ?? transition.enumeratedLowerBound
  }
}

extension Transition {

  /// `Planner.lowerBound`, found block by block and rank by rank: the definition.
  ///
  /// O(blocks x ranks), where the blocks are the grid of all cuts of both sides.
  var enumeratedLowerBound: Int {
    let source = Holdings(from, shape: shape)
    let target = Holdings(to, shape: shape)
    let pinned = Exchange(shape: shape, from: from, to: to).pinnedDims
    // Every choice of the dims that stay, with the coordinates that these have.
    let choices = from.partialDims.filter(pinned.contains)
      .reduce([[Int]]([[]])) { lists, dim in lists + lists.map { $0 + [dim] } }
      .map { kept in
        (kept, Set(source.holders.map { holder in kept.map { holder.coordinate[$0] } }))
      }
    var total = 0
    for block in grid() {
      let least = choices.map { kept, slices in
        slices.reduce(0) { $0 +| transfers(of: block, $1, kept, source, target) }
      }.min()
      total = total +| block.count *| (least ?? 0)
    }
    return total *| dtype.byteCount
  }

  /// The fewest transfers for one element of `block`, in one coordinate of the partial dims that
  /// stay as they are.
  private func transfers(
    of block: Box, _ slice: [Int], _ kept: [Int], _ source: Holdings, _ target: Holdings
  ) -> Int {
    let folded = from.partialDims.filter { !kept.contains($0) }
    var contributions: [Int: Set<[Int]>] = [:]
    var all: Set<[Int]> = []
    for holder in source.holders
    where kept.map({ holder.coordinate[$0] }) == slice
      && holder.extent.commonCount(Extent(block)) > 0
    {
      let contribution = folded.map { holder.coordinate[$0] }
      contributions[holder.rank, default: []].insert(contribution)
      all.insert(contribution)
    }
    // Target ranks, grouped by all but their free partial coordinates.
    let free = to.partialDims.filter { dim in
      !kept.contains(dim) && to.placements[dim] != .partial(.avg)
    }
    var groups: [[Int]: [Int]] = [:]
    for holder in target.holders where holder.extent.commonCount(Extent(block)) > 0 {
      guard kept.isEmpty || kept.map({ holder.coordinate[$0] }) == slice else { continue }
      var key = holder.coordinate
      for dim in free { key[dim] = 0 }
      groups[key, default: []].append(holder.rank)
    }
    guard !groups.isEmpty else { return 0 }
    let missing = groups.values.map { ranks in
      all.subtracting(ranks.flatMap { contributions[$0] ?? [] }).count
    }
    let lacking = missing.count { $0 > 0 }
    if all.count == 1 { return lacking }
    let ops = Set(folded.compactMap { from.placements[$0].reduceOp })
    if !free.isEmpty, ops == Set(free.compactMap { to.placements[$0].reduceOp }), ops.count == 1 {
      return Swift.max(missing.max() ?? 0, lacking)
    }
    let someoneHasOne = groups.values.joined().contains { contributions[$0] != nil }
    return all.count - (someoneHasOne ? 1 : 0) + groups.count - 1
  }

  /// The blocks that no cut of either side divides.
  private func grid() -> [Box] {
    var cuts = shape.map { Set([0, $0]) }
    for attr in [from, to] {
      for position in attr.mesh.rankOrder.indices {
        let extent = attr.extent(at: attr.mesh.coordinate(at: position), shape: shape)
        for dim in shape.indices {
          for range in extent.ranges[dim] {
            cuts[dim].formUnion([range.lowerBound, range.upperBound])
          }
        }
      }
    }
    var blocks = [Box(offsets: [], sizes: [])]
    for borders in cuts.map({ $0.sorted() }) {
      blocks = blocks.flatMap { block in
        zip(borders, borders.dropFirst()).map { lower, upper in
          Box(offsets: block.offsets + [lower], sizes: block.sizes + [upper - lower])
        }
      }
    }
    return blocks
  }
}

/// Which rank holds what.
private struct Holdings {
  let holders: [(rank: Int, coordinate: [Int], extent: Extent)]

  init(_ attr: TensorDistAttr, shape: [Int]) {
    holders = attr.mesh.rankOrder.enumerated().map { position, rank in
      let coordinate = attr.mesh.coordinate(at: position)
      return (rank, coordinate, attr.extent(at: coordinate, shape: shape))
    }
  }
}
