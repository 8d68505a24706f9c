/// Replicated to partial along one mesh dim: coordinate 0 keeps the value and the others hold the
/// op's identity; with `max min any all avg` all keep it.
///
/// Collective: none. Sent and received: 0 bytes. Extra memory: 0.
public enum RToP: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.changes(.replicate, .partial) && isSound(transition)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    [ReshardStep(self, .local, along: transition.changedDim, transition)]
  }
}
