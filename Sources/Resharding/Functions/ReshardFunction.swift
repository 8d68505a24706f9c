import Sharding

/// A way from one kind of dist attr to another, known to the field by its name.
///
/// A function is pure: it answers with steps and communicates nothing itself. To add one, write a
/// file beside this one and name it in `allReshardFunctions`.
public protocol ReshardFunction: Sendable {
  /// Whether it carries this transition.
  static func suits(_ transition: Transition) -> Bool

  /// The steps that do it; called only where it suits.
  static func steps(_ transition: Transition) -> [ReshardStep]

  /// Whether the planner finds its steps, so that they depend on what is to be minimised.
  static var isSearched: Bool { get }
}

extension ReshardFunction {
  /// The type's own name: `SToR`.
  public static var name: String { "\(Self.self)" }

  public static var isSearched: Bool { false }
}

/// What the one dim of a 1-D mesh, or the one mesh dim that changes, does.
enum PlacementKind: Hashable {
  case replicate, shard, partial

  init(_ placement: Placement) {
    switch placement {
    case .replicate: self = .replicate
    case .shard: self = .shard
    case .partial: self = .partial
    }
  }
}

extension Transition {
  /// Whether one mesh dim changes from one kind of placement to another, on one mesh.
  func changes(_ old: PlacementKind, _ new: PlacementKind) -> Bool {
    guard let dim = changedDim else { return false }
    return PlacementKind(from.placements[dim]) == old && PlacementKind(to.placements[dim]) == new
  }

  /// Whether it leads from one 1-D mesh to another, from one kind of placement to another.
  func crosses(_ old: PlacementKind, _ new: PlacementKind) -> Bool {
    from.mesh.ndim == 1 && to.mesh.ndim == 1 && !isOnOneMesh
      && PlacementKind(from.placements[0]) == old && PlacementKind(to.placements[0]) == new
  }
}
