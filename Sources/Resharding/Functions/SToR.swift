import CostModel
import Elements

/// Sharded to replicated along one mesh dim.
///
/// Collective: all-gather in each group (v, where sizes are uneven). A rank receives what it lacks
/// of the group's block, (k - 1) / k of it if even, and sends its shard to each of the k - 1 others.
/// Extra memory: staging, where the gathered blocks are not contiguous in the result.
package enum SToR: MeshDimReshardFunction {
  package static let change = PlacementChange(.shard, .replicate)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .allGather
  }
}
