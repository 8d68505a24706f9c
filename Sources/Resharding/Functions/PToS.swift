import CostModel
import Elements

/// Partial to sharded along one mesh dim.
///
/// Collective: reduce-scatter in each group (v), as an all-to-all whose blocks are folded in rank
/// order. A rank receives k - 1 times its new shard and sends (k - 1) / k of its old one.
/// Extra memory: staging.
public enum PToS: MeshDimReshardFunction {
  public static let change = PlacementChange(.partial, .shard)

  public static func collective(_ op: ReduceOp?) -> Collective {
    .reduceScatter
  }
}
