import Sharding

/// Partial to partial of another op along one mesh dim: through the value, never a relabelling.
///
/// The value is reduced into shards, which become the new partial's identity-padded blocks: half of
/// an all-reduce. `avg`, which has no identity, and 0-D tensors go through R.
///
/// Collective: reduce-scatter in each group; all-reduce through R. A rank receives k - 1 times its
/// piece of the shard; through R as `PToR`. Extra memory: 1 / k of the shard, and staging.
package enum PToP: ReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.changes(PlacementChange(.partial, .partial)) && through(transition).isSound
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    let (reduced, _) = through(transition)
    let dim = transition.changedDim
    let viaShards = dim.map { reduced.placements[$0] != .replicate } ?? false
    return [
      ReshardStep(
        self, viaShards ? .reduceScatter : .allReduce, along: dim, transition.hop(to: reduced)),
      ReshardStep(self, .local, along: dim, transition.hop(from: reduced)),
    ]
  }

  /// The state between the two steps, and whether both fold rightly.
  private static func through(_ transition: Transition) -> (attr: TensorDistAttr, isSound: Bool) {
    guard let dim = transition.changedDim else { return (transition.from, false) }
    let goesThroughR = transition.shape.isEmpty || transition.to.placements[dim] == .partial(.avg)
    let tensorDim = goesThroughR ? nil : longestLocalDim(transition)
    let reduced = transition.from.replacing(dim, with: tensorDim.map(Placement.shard) ?? .replicate)
    return (
      reduced,
      isSound(transition.hop(to: reduced)) && isSound(transition.hop(from: reduced))
    )
  }
}
