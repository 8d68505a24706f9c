import Elements
import Sharding

/// A change of dist attr that keeps the global value: the task of a reshard.
public struct Transition: Hashable, Sendable {
  /// The global shape.
  public let shape: [Int]
  /// The dtype of the tensor.
  public let dtype: DType
  /// The placements before.
  public let from: TensorDistAttr
  /// The placements after.
  public let to: TensorDistAttr

  /// Creates the transition of a tensor from one dist attr to another, on the same mesh or another one. `validate()`
  /// checks that both fit the tensor.
  public init(shape: [Int], dtype: DType, from: TensorDistAttr, to: TensorDistAttr) {
    self.shape = shape
    self.dtype = dtype
    self.from = from
    self.to = to
  }
}

extension Transition {
  /// Checks that both dist attrs fit the tensor.
  ///
  /// - Throws: `ShardingError.placement` if one does not.
  public func validate() throws(ShardingError) {
    try from.validate(shape: shape, dtype: dtype)
    try to.validate(shape: shape, dtype: dtype)
  }

  /// Whether both are on one mesh: the same ranks at the same coordinates.
  public var isOnOneMesh: Bool { from.mesh.hasSameRanks(as: to.mesh) }

  /// Whether every rank already holds what it will hold.
  public var isIdentity: Bool {
    isOnOneMesh && from.placements == to.placements && from.cutOrder == to.cutOrder
      && from.pieces == to.pieces
  }

  /// The mesh dim that changes, if it is the only one and every transfer stays within its groups: the mesh dim
  /// makes the last cut of its tensor dim, before and after.
  public var changedDim: Int? {
    guard isOnOneMesh else { return nil }
    let changed = from.placements.indices.filter {
      from.placements[$0] != to.placements[$0] || from.pieces[$0] != to.pieces[$0]
    }
    guard changed.count == 1, let dim = changed.first else { return nil }
    if from.placements[dim].shardDim != nil, !from.isLastCut(dim) { return nil }
    let moved = from.replacing(dim, with: to.placements[dim], pieces: to.pieces[dim])
    guard moved.placements == to.placements, moved.cutOrder == to.cutOrder else { return nil }
    return dim
  }

  /// Whether any movement of it has fewer bytes than 2^62, counted over all ranks and contributions, so
  /// that no plan needs a look at them.
  package var isCountable: Bool {
    let elements = shape.reduce(1) { $0 *| $1 }
    return elements *| dtype.byteCount *| from.mesh.count *| to.mesh.count < 1 << 62
  }

  /// All ranks of either mesh, ascending.
  public var ranks: [Int] { rankOrder.array }

  /// The same, without a list of those that ascend by one.
  package var rankOrder: RankOrder { from.mesh.rankOrder.union(to.mesh.rankOrder) }

  /// The same tensor, from and to elsewhere.
  package func hop(from: TensorDistAttr? = nil, to: TensorDistAttr? = nil) -> Transition {
    Transition(shape: shape, dtype: dtype, from: from ?? self.from, to: to ?? self.to)
  }
}

extension Transition: CustomStringConvertible {
  /// Both sides in the notation.
  public var description: String { "\(dtype.notation)\(shape) \(from) -> \(to)" }
}
