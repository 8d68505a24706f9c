/// Partial to replicated along one mesh dim.
///
/// Collective: all-reduce in each group, as a reduce-scatter and an all-gather of flat segments, so
/// that values fold in rank order. A rank sends and receives 2 (k - 1) / k of its shard.
/// Extra memory: staging.
public enum PToR: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.partial, .replicate) && isSound(transition)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    [ReshardStep(self, .allReduce, along: transition.changedDim, transition)]
  }
}
