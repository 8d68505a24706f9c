import CostModel
import Elements

/// Partial to sharded along one mesh dim.
///
/// Collective: reduce-scatter in each group (v), as an all-to-all whose blocks are folded in rank
/// order. A rank receives k - 1 times its new shard and sends (k - 1) / k of its old one.
/// Extra memory: staging.
package enum PToS: MeshDimReshardFunction {
  package static let change = PlacementChange(.partial, .shard)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .reduceScatter
  }
}
