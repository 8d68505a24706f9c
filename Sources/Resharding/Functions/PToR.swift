import CostModel
import Elements

/// Partial to replicated along one mesh dim.
///
/// Collective: all-reduce in each group, as a reduce-scatter and an all-gather of flat segments, so
/// that values fold in rank order. A rank sends and receives 2 (k - 1) / k of its shard.
/// Extra memory: staging.
package enum PToR: MeshDimReshardFunction {
  package static let change = PlacementChange(.partial, .replicate)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .allReduce
  }
}
