/// A part of a mesh to the whole: the source's ranks are some of the target's.
///
/// Collective: as the planner finds cheapest, with send-receive of what each rank lacks.
/// Extra memory: staging, and shards on the way.
package enum SubMeshToGlobal: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    guard transition.from.mesh.count < transition.to.mesh.count else { return false }
    return transition.from.mesh.rankOrder.isSubset(of: transition.to.mesh.rankOrder)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? { nil }
}
