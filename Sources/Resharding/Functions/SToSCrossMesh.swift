/// Sharded on one 1-D mesh to sharded on another, of any sizes.
///
/// Collective: send-receive of exactly the intersections: each receives the intersections of its new shard with the old ones that it does not hold.
/// Extra memory: staging, where blocks are not contiguous.
package enum SToSCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.shard, .shard)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
