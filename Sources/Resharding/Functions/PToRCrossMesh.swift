import Sharding

/// Partial on one 1-D mesh to replicated on another: half of the pipeline pair.
///
/// The source mesh reduces into shards, which then cross: each value is folded once and crosses once
/// for each target rank.
///
/// Collective: reduce-scatter on the source mesh, then send-receive. A source rank receives k - 1
/// times its piece, a target rank the tensor less what it holds. Extra memory: a piece and staging.
package enum PToRCrossMesh: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.crosses(.partial, .replicate)
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    guard let tensorDim = longestLocalDim(transition) else {
      return [ReshardStep(self, .sendReceive, transition)]
    }
    let reduced = transition.from.replacing(0, with: .shard(tensorDim))
    return [
      ReshardStep(self, .reduceScatter, along: 0, transition.hop(to: reduced)),
      ReshardStep(self, .sendReceive, transition.hop(from: reduced)),
    ]
  }
}
