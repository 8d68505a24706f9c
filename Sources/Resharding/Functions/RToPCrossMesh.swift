/// Replicated on one 1-D mesh to partial on another: half of the pipeline pair.
///
/// Coordinate 0 of the target gets the value and the others hold the op's identity, so that it
/// crosses once; with `avg` each target rank gets it.
///
/// Collective: send-receive, the copies sharing the sending. Extra memory: staging.
package enum RToPCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.replicate, .partial)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
