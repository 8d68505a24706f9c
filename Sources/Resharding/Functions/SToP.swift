import Sharding

/// Sharded to partial along one mesh dim: each rank puts its shard into a block of the op's
/// identity. `avg` has no identity and goes through R, which every rank keeps.
///
/// Collective: none; all-gather for `avg`. Sent and received: 0 bytes; for `avg` as `SToR`.
/// Extra memory: 0 beyond the result; for `avg` as `SToR`.
public enum SToP: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.shard, .partial) && isSound(transition)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    guard let dim = transition.changedDim, let op = transition.to.placements[dim].reduceOp,
      !op.hasIdentity
    else { return [ReshardStep(self, .local, along: transition.changedDim, transition)] }
    return [ReshardStep(self, .allGather, along: dim, transition)]
  }
}
