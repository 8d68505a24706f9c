/// Sharded on one 1-D mesh to partial on another.
///
/// Coordinate 0 of the target gets the value and the others hold the op's identity, so that each
/// shard crosses once; with `avg` each target rank gets all.
///
/// Collective: send-receive. Extra memory: staging.
package enum SToPCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.shard, .partial)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
