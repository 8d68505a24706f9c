import CostModel
import Elements

/// Replicated to sharded along one mesh dim: each rank keeps its piece.
///
/// Collective: none. Sent and received: 0 bytes. Extra memory: 0, the shard is a view.
package enum RToS: MeshDimReshardFunction {
  package static let change = PlacementChange(.replicate, .shard)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .local
  }
}
