/// A part of a mesh to the whole: the source's ranks are some of the target's.
///
/// Collective: as the planner finds cheapest, with send-receive of what each rank lacks.
/// Extra memory: staging, and shards on the way.
public enum SubMeshToGlobal: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool {
    let global = Set(transition.to.mesh.ranks)
    return transition.from.mesh.count < global.count
      && transition.from.mesh.ranks.allSatisfy(global.contains)
  }

  public static func steps(_ transition: Transition) -> [ReshardStep] {
    Planner(transition, direct: self).cheapest()
  }
}
