/// A mesh to a part of it: the target's ranks are some of the source's.
///
/// Collective: as the planner finds cheapest, ending in send-receive of what the part lacks; nothing
/// where it is replicated. Extra memory: staging, and shards on the way.
public enum GlobalToSubMesh: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    let global = Set(transition.from.mesh.ranks)
    return transition.to.mesh.count < global.count
      && transition.to.mesh.ranks.allSatisfy(global.contains)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    Planner(transition, direct: self).cheapest()
  }
}
