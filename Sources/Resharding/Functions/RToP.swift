import CostModel
import Elements

/// Replicated to partial along one mesh dim: coordinate 0 keeps the value and the others hold the
/// op's identity; with `max min any all avg` all keep it.
///
/// Collective: none. Sent and received: 0 bytes. Extra memory: 0.
package enum RToP: MeshDimReshardFunction {
  package static let change = PlacementChange(.replicate, .partial)

  package static func collective(_ op: ReduceOp?) -> Collective {
    .local
  }
}
