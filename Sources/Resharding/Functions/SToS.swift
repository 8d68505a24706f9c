/// Sharded to sharded along one mesh dim: by another tensor dim, or in pieces of other sizes.
///
/// Collective: all-to-all in each group (v). A rank receives what it lacks of its new shard,
/// (k - 1) / k of it if even. Extra memory: staging of both sides where blocks are not contiguous.
public enum SToS: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.shard, .shard)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    [ReshardStep(self, .allToAll, along: transition.changedDim, transition)]
  }
}
