/// A mesh to a part of it: the target's ranks are some of the source's.
///
/// Collective: as the planner finds cheapest, ending in send-receive of what the part lacks; nothing
/// where it is replicated. Extra memory: staging, and shards on the way.
package enum GlobalToSubMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    guard transition.to.mesh.count < transition.from.mesh.count else { return false }
    return transition.to.mesh.rankOrder.isSubset(of: transition.from.mesh.rankOrder)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? { nil }
}
