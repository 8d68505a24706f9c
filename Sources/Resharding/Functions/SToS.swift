import CostModel
import Elements

/// Sharded to sharded along one mesh dim: by another tensor dim, or in pieces of other sizes.
///
/// Collective: all-to-all in each group (v). A rank receives what it lacks of its new shard,
/// (k - 1) / k of it if even. Extra memory: staging of both sides where blocks are not contiguous.
package enum SToS: MeshDimReshardFunction {
  package static let change = PlacementChange(.shard, .shard)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .allToAll
  }

  package static func merges(_ change: MergedChange) -> Bool { change.staysInGroups }
}
