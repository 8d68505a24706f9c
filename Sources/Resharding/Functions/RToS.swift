/// Replicated to sharded along one mesh dim: each rank keeps its piece.
///
/// Collective: none. Sent and received: 0 bytes. Extra memory: 0, the shard is a view.
public enum RToS: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.replicate, .shard)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    [ReshardStep(self, .local, along: transition.changedDim, transition)]
  }
}
