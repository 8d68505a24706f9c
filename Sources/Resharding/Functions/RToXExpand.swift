import Sharding

/// One rank to any state on a mesh.
///
/// Collective: scatter, in which each rank gets what its state needs and never more; broadcast where
/// that is everything. Extra memory: staging.
package enum RToXExpand: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.from.mesh.count == 1 && transition.to.mesh.count > 1 && isSound(transition)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    let toAll = transition.to.placements.allSatisfy { $0 == .replicate || $0 == .partial(.avg) }
    return [ReshardStep(self, toAll ? .broadcast : .scatter, transition)]
  }
}
