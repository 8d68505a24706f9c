import Resharding

extension PreparedPlan {
  /// What the resident rank holds beside its tensors while it carries the plan out; nil outside both meshes. A step in two
  /// levels is counted as one by messages, which stage no less.
  ///
  /// - Parameters:
  ///   - isTurned: whether its old shard does not lie contiguously.
  ///   - stagingBytes: what the executor may stage in each direction.
  package func footprint(isTurned: Bool, stagingBytes: Int) -> RankFootprint? {
    let read = steps.indices.filter { steps[$0].phases.contains { $0.node != nil } }
    return plan.footprint(
      of: rank, readSteps: Set(read), isTurned: isTurned, stagingBytes: stagingBytes)
  }
}
