/// Any change between two meshes that no function above carries.
///
/// Collective: the cheapest of one direct send-receive of intersections and of sequences that reduce
/// on the source mesh first or make partials on the target mesh last. Extra memory: staging, and
/// shards on the way.
package enum CrossNdMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool { !transition.isOnOneMesh }

  package static func steps(_ transition: Transition) -> [ReshardStep]? { nil }
}
