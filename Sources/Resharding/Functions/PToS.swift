/// Partial to sharded along one mesh dim.
///
/// Collective: reduce-scatter in each group (v), as an all-to-all whose blocks are folded in rank
/// order. A rank receives k - 1 times its new shard and sends (k - 1) / k of its old one.
/// Extra memory: staging.
public enum PToS: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.partial, .shard) && isSound(transition)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    [ReshardStep(self, .reduceScatter, along: transition.changedDim, transition)]
  }
}
