import CostModel
import Elements

/// Sharded to sharded along one mesh dim: by another tensor dim, or in pieces of other sizes.
///
/// Collective: all-to-all in each group (v). A rank receives what it lacks of its new shard,
/// (k - 1) / k of it if even. Extra memory: staging of both sides where blocks are not contiguous.
public enum SToS: MeshDimReshardFunction {
  public static let change = PlacementChange(.shard, .shard)

  public static func collective(_ op: ReduceOp?) -> Collective {
    .allToAll
  }

  public static func merges(_ change: MergedChange) -> Bool { change.staysInGroups }
}
