/// Sharded on one 1-D mesh to replicated on another.
///
/// Collective: send-receive of exactly the intersections: each receives every shard that it does not hold.
/// Extra memory: staging, where blocks are not contiguous.
public enum SToRCrossMesh: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.shard, .replicate)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
