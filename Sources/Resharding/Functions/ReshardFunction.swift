import CostModel
import Elements
import Sharding

/// A way from one kind of dist attr to another, known to the field by its name.
///
/// A function is pure: it answers with steps and communicates nothing itself. To add one, write a
/// file beside this one and name it in `allReshardFunctions`: plans of one mesh dim and of several ask that list.
package protocol ReshardFunction: Sendable {
  /// Whether it carries this transition.
  static func suits(_ transition: Transition) -> Bool

  /// The steps that do it; called only where it suits. Nil where the planner searches for them, so that they
  /// depend on what is to be minimised.
  static func steps(_ transition: Transition) -> [ReshardStep]?
}

extension ReshardFunction {
  /// The type's own name: `SToR`.
  package static var name: String { "\(Self.self)" }
}

/// A reshard function that changes mesh dims of one mesh from one kind of placement to another by one collective:
/// one mesh dim, or several that change alike, in their merged groups.
package protocol MeshDimReshardFunction: ReshardFunction {
  static var change: PlacementChange { get }

  /// The collective that makes the change.
  ///
  /// - Parameter op: the partial's, where the change makes one or folds one.
  static func collective(_ op: ReduceOp?) -> Collective

  /// Whether several mesh dims that change alike may change in one step.
  static func merges(_ change: MergedChange) -> Bool
}

extension MeshDimReshardFunction {
  package static func suits(_ transition: Transition) -> Bool {
    transition.changes(change) && (!change.isOfPartials || isSound(transition))
  }

  package static func steps(_ transition: Transition) -> [ReshardStep]? {
    let dim = transition.changedDim
    let op = dim.flatMap {
      transition.to.placements[$0].reduceOp ?? transition.from.placements[$0].reduceOp
    }
    return [ReshardStep(self, collective(op), along: dim, transition)]
  }

  package static func merges(_ change: MergedChange) -> Bool { true }
}

/// What several mesh dims that change alike ask of the network together.
package struct MergedChange: Sendable {
  /// Whether no rank receives anything.
  package let movesNothing: Bool
  /// Whether every transfer stays in the merged groups of these mesh dims.
  package let staysInGroups: Bool
}

/// A change of a mesh dim from one kind of placement to another.
package struct PlacementChange: Hashable, Sendable {
  package let old: PlacementKind
  package let new: PlacementKind

  package init(_ old: PlacementKind, _ new: PlacementKind) { (self.old, self.new) = (old, new) }

  /// Whether values are folded or become partial.
  package var isOfPartials: Bool { old == .partial || new == .partial }
}

/// What a mesh dim does with a tensor, without where or by which op.
package enum PlacementKind: Hashable, Sendable {
  case replicate, shard, partial

  package init(_ placement: Placement) {
    switch placement {
    case .replicate: self = .replicate
    case .shard: self = .shard
    case .partial: self = .partial
    }
  }
}

extension Transition {
  /// Whether one mesh dim makes this change, on one mesh.
  func changes(_ change: PlacementChange) -> Bool {
    guard let dim = changedDim else { return false }
    return PlacementKind(from.placements[dim]) == change.old
      && PlacementKind(to.placements[dim]) == change.new
  }

  /// Whether it leads from one 1-D mesh to another, from one kind of placement to another.
  func crosses(_ old: PlacementKind, _ new: PlacementKind) -> Bool {
    from.mesh.ndim == 1 && to.mesh.ndim == 1 && !isOnOneMesh
      && PlacementKind(from.placements[0]) == old && PlacementKind(to.placements[0]) == new
  }
}

extension ReshardStep {
  init(
    _ function: any ReshardFunction.Type, _ collective: Collective, over meshDims: [Int]?,
    _ hop: Transition
  ) {
    self.init(function: function.name, collective, over: meshDims, from: hop.from, to: hop.to)
  }

  init(
    _ function: any ReshardFunction.Type, _ collective: Collective, along meshDim: Int? = nil,
    _ hop: Transition
  ) {
    self.init(function, collective, over: meshDim.map { [$0] }, hop)
  }
}
