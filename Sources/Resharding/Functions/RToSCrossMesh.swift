/// Replicated on one 1-D mesh to sharded on another.
///
/// Collective: send-receive of exactly the intersections: each receives the part of its shard that it does not hold, from the holders in even shares.
/// Extra memory: staging, where blocks are not contiguous.
package enum RToSCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.replicate, .shard)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
