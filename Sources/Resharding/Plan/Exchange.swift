import Elements
import Sharding

/// A block that one rank receives, and the ranks whose blocks make it up.
package struct Cell: Hashable, Sendable {
  /// In the global index space.
  package var box: Box
  /// One rank where nothing is reduced; else one for each contribution, in fold order.
  package var sources: [Int]
}

/// One movement of blocks between two dist attrs of a tensor: who receives which block from whom.
///
/// This is the one formula from which every communicating step is derived, its bytes are counted,
/// and its messages are packed. In terms of mesh dims:
///
/// - a source dim that shards contributes from all its coordinates whose boxes meet the block;
/// - a source dim that is partial contributes from all its coordinates, to be folded, unless the
///   target keeps it as it is: then each coordinate takes from its own;
/// - a source dim that replicates contributes from one coordinate: the receiver itself if it is
///   there, else the one at the receiver's own coordinate (one mesh), else all copies share the
///   sending evenly (two meshes);
/// - a target dim that becomes partial has one keeper of the value, and the others hold the op's
///   identity: where the dim was sharded, each coordinate keeps what it has; where it was
///   replicated and the op is idempotent, all keep it; else coordinate 0 does. `avg` has no
///   identity, so that every coordinate keeps the value.
package struct Exchange: Hashable, Sendable {
  /// The shape of the whole tensor.
  package let shape: [Int]
  /// The placements before.
  package let from: TensorDistAttr
  /// The placements after.
  package let to: TensorDistAttr

  /// The exchange that turns a tensor of `shape` that lies as `from` says into one that lies as `to` says.
  package init(shape: [Int], from: TensorDistAttr, to: TensorDistAttr) {
    self.shape = shape
    self.from = from
    self.to = to
  }
}

extension Exchange {
  /// Whether both sides have the same ranks at the same coordinates.
  package var isOnOneMesh: Bool { from.mesh.hasSameRanks(as: to.mesh) }

  private var roles: MeshDimRoles {
    MeshDimRoles(
      from.placements, to.placements, isOnOneMesh: isOnOneMesh,
      haveOneShape: from.mesh.shape == to.mesh.shape)
  }

  /// Source dims of which each receiver takes only its own coordinate.
  package var pinnedDims: Set<Int> { Set(roles.pinned) }

  /// Source dims whose coordinates are folded, in mesh order.
  package var foldedDims: [Int] { roles.folded }

  /// The ops of these folds.
  package var foldOps: [ReduceOp] { foldedDims.compactMap { from.placements[$0].reduceOp } }

  /// Target dims that become partial.
  package var newPartialDims: [Int] { roles.newPartial }

  /// Target dims of which only coordinate 0 keeps the value.
  package var keptAtZeroDims: [Int] { roles.keptAtZero }

  /// Whether folding and keeping in one movement gives the value: mesh dims fold from the last to
  /// the first, so that a dim may change under a later partial one only if both ops commute, and
  /// dims that become partial together need one op.
  package var isSound: Bool { roles.isSound }
}
