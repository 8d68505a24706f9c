/// Any change on one mesh that no single mesh dim makes.
///
/// Collective: the cheapest of one direct exchange of intersections and of sequences of the 1-D
/// functions above. Extra memory: staging, and shards on the way.
package enum SameNdMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool { transition.isOnOneMesh }

  package static func steps(_ transition: Transition) -> [ReshardStep]? { nil }
}
