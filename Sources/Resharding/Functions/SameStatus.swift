import Sharding

/// The same placements on other ranks: a mesh of the same shape, or replicated on both.
///
/// Collective: send-receive. A rank receives what it lacks of its new shard, once; the holders of a
/// replicated block share the sending. Partial values move as they are, coordinate to coordinate.
/// Extra memory: staging, where blocks are not contiguous.
package enum SameStatus: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    let (from, to) = (transition.from, transition.to)
    guard !transition.isOnOneMesh else { return false }
    let isReplicated = (from.placements + to.placements).allSatisfy { $0 == .replicate }
    return from.mesh.count > 1 && to.mesh.count > 1 && isReplicated
      || from.mesh.shape == to.mesh.shape && from.placements == to.placements
        && from.cutOrder == to.cutOrder && from.pieces == to.pieces
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    [ReshardStep(self, .sendReceive, transition)]
  }
}
