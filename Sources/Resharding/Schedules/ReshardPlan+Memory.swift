import Sharding

extension ReshardPlan {
  /// The bytes that the rank in most need holds beyond its old shard and its new one, where the old
  /// one lies contiguously: staging, and shards on the way. The executor counts the same.
  ///
  /// - Parameter stagingBytes: what the executor may stage in each direction; the plan may ask for less.
  /// - Complexity: O(ranks x blocks of a rank), in however many rounds these move; see `certificate` for large
  ///   meshes.
  package func peakExtraBytes(stagingBytes: Int = 8 << 20) -> Int {
    EnumeratedPlan(self, stagingBytes: stagingBytes).peakExtraBytes
  }

  /// What one rank holds while it carries the plan out; nil outside both meshes.
  ///
  /// - Parameters:
  ///   - readSteps: the steps in which it and its peers read each other's shards, and stage nothing.
  ///   - isContiguous: whether its old shard is.
  ///   - stagingBytes: what the executor may stage in each direction; the plan may ask for less.
  /// - Complexity: O(ranks x blocks of a rank).
  package func footprint(
    of rank: Int, readSteps: Set<Int> = [], isContiguous: Bool = true, stagingBytes: Int = 8 << 20
  ) -> RankFootprint? {
    EnumeratedPlan(
      self, stagingBytes: stagingBytes, readSteps: readSteps, strided: isContiguous ? nil : rank
    ).footprint(of: rank)
  }
}

extension Route {
  /// Whether a rank's new shard is a part of its old one.
  package func isView(for rank: Int, _ target: Extent?) -> Bool {
    schedule.isView(for: rank, target)
  }

  package func isInPlace(_ items: [Item], _ frame: Extent?) -> Bool {
    guard let frame else { return true }
    return Set(items.map(\.peer)).count == items.count
      && items.allSatisfy { $0.box.isContiguous(in: frame.local) }
  }
}

extension [Route.Item] {
  package var elementCount: Int { reduce(0) { $0 + $1.box.count } }
}
