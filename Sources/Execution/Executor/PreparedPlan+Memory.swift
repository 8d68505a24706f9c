import Resharding

extension PreparedPlan {
  /// What the resident rank holds while it carries the plan out; nil outside both meshes. A two-level step counts as
  /// messages between all ranks.
  ///
  /// - Parameters:
  ///   - isContiguous: whether its old shard is.
  ///   - stagingBytes: what the executor may stage in each direction.
  package func footprint(isContiguous: Bool, stagingBytes: Int) -> RankFootprint? {
    let read = steps.indices.filter { steps[$0].phases.contains { $0.node != nil } }
    return plan.footprint(
      of: rank, readSteps: Set(read), isContiguous: isContiguous, stagingBytes: stagingBytes)
  }
}
