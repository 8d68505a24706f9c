/// Any change on one mesh that no single mesh dim makes.
///
/// Collective: the cheapest of one direct exchange of intersections and of sequences of the 1-D
/// functions above. Extra memory: staging, and shards on the way.
public enum SameNdMesh: ReshardFunction {
  public static func suits(_ transition: Transition) -> Bool { transition.isOnOneMesh }

  public static func steps(_ transition: Transition) -> [ReshardStep]? { nil }
}
