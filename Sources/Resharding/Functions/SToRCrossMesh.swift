/// Sharded on one 1-D mesh to replicated on another.
///
/// Collective: send-receive of exactly the intersections: each receives every shard that it does not hold.
/// Extra memory: staging, where blocks are not contiguous.
package enum SToRCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.shard, .replicate)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
