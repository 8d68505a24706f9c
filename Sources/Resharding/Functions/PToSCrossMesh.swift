/// Partial on one 1-D mesh to sharded on another, folded where the shard is needed.
///
/// Collective: send-receive. Each target rank receives its block from each source rank but itself:
/// k times its shard between disjoint meshes, which is the least there is. Extra memory: staging.
package enum PToSCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.partial, .shard)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
