import Resharding
import Sharding

extension Transition {
  /// The fewest bytes that must cross, found element by element where nothing is folded: each rank
  /// receives what it needs and does not hold, and of ranks that only share a partial value, one.
  ///
  /// For sources that are not partial.
  var bruteForceBound: Int {
    precondition(!from.isPartial)
    var total = 0
    for place in 0..<shape.reduce(1, *) {
      let index = index(at: place)
      let holders = Set(from.mesh.ranks.filter { holds(from, $0, index) })
      // One of each group is enough, where an identity can stand for the value.
      var groups: [[Int]: [Int]] = [:]
      for (position, rank) in to.mesh.ranks.enumerated() where holds(to, rank, index) {
        var key = to.mesh.coordinate(at: position)
        for dim in to.partialDims where to.placements[dim] != .partial(.avg) { key[dim] = 0 }
        groups[key, default: []].append(rank)
      }
      total += groups.values.count { $0.allSatisfy { !holders.contains($0) } }
    }
    return total * dtype.byteCount
  }

  /// The same for a source of one partial mesh dim whose values are folded into a target that is
  /// not partial: some rank must get all contributions, and each other the value.
  var bruteForceFoldBound: Int {
    precondition(from.mesh.ndim == 1 && from.isPartial && !to.isPartial)
    var total = 0
    for place in 0..<shape.reduce(1, *) {
      let index = index(at: place)
      let needers = to.mesh.ranks.filter { holds(to, $0, index) }
      let own = needers.map { from.mesh.contains($0) ? 1 : 0 }.max() ?? 0
      if from.mesh.count == 1 {
        total += needers.count { !from.mesh.contains($0) }
      } else {
        total += from.mesh.count - own + needers.count - 1
      }
    }
    return total * dtype.byteCount
  }

  private func holds(_ attr: TensorDistAttr, _ rank: Int, _ index: [Int]) -> Bool {
    guard let extent = attr.extent(of: rank, shape: shape) else { return false }
    return index.indices.allSatisfy { dim in
      extent.ranges[dim].contains { $0.contains(index[dim]) }
    }
  }

  private func index(at place: Int) -> [Int] {
    var rest = place
    return shape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }
}
