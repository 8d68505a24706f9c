import CostModel
import Elements

/// Sharded to partial along one mesh dim: each rank puts its shard into a block of the op's
/// identity. `avg` has no identity and goes through R, which every rank keeps.
///
/// Collective: none; all-gather for `avg`. Sent and received: 0 bytes; for `avg` as `SToR`.
/// Extra memory: 0 beyond the result; for `avg` as `SToR`.
package enum SToP: MeshDimReshardFunction {
  package static let change = PlacementChange(.shard, .partial)

  package static func collective(_ op: ReduceOp?) -> Collective {
    op?.hasIdentity == true ? .local : .allGather
  }

  package static func merges(_ change: MergedChange) -> Bool { change.movesNothing }
}
