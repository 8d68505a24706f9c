import Elements
import Sharding

/// What a mesh dim does in one movement of blocks on one mesh, by its places before and after.
struct MeshDimRole {
  /// Whether each receiver takes only its own coordinate.
  private(set) var isPinned = false
  /// Whether its coordinates are folded.
  private(set) var isFolded = false
  /// Whether it becomes partial.
  private(set) var isNewPartial = false
  /// Whether it becomes partial, and only coordinate 0 keeps the value.
  private(set) var isKeptAtZero = false

  init(_ old: PlacementState.Place, _ new: PlacementState.Place) {
    isFolded = old.isPartial
    guard let op = new.reduceOp else { return }
    isPinned = old.isPartial ? old == new : old.isShard && op.hasIdentity
    isFolded = old.isPartial && !isPinned
    isNewPartial = !old.isPartial || isFolded
    isKeptAtZero =
      isNewPartial && !isPinned && op.hasIdentity && !(old.isReplicated && op.isIdempotent)
  }
}

/// What each mesh dim does in one movement of blocks, by its placements before and after.
struct MeshDimRoles {
  let from: [Placement]
  let to: [Placement]
  /// Source dims of which each receiver takes only its own coordinate.
  private(set) var pinned: [Int] = []
  /// Source dims whose coordinates are folded, in mesh order.
  private(set) var folded: [Int] = []
  /// Target dims that become partial.
  private(set) var newPartial: [Int] = []
  /// Target dims of which only coordinate 0 keeps the value.
  private(set) var keptAtZero: [Int] = []

  /// - Parameter haveOneShape: whether both meshes have the same lengths, so that dims correspond.
  init(_ from: [Placement], _ to: [Placement], isOnOneMesh: Bool, haveOneShape: Bool) {
    self.from = from
    self.to = to
    if isOnOneMesh {
      for dim in from.indices {
        let role = MeshDimRole(.init(placement: from[dim]), .init(placement: to[dim]))
        if role.isPinned { pinned.append(dim) }
        if role.isFolded { folded.append(dim) }
        if role.isNewPartial { newPartial.append(dim) }
        if role.isKeptAtZero { keptAtZero.append(dim) }
      }
      return
    }
    // Between meshes only what is the same on both stays as it is.
    let staysPartial = haveOneShape && from == to
    let partial = from.indices.filter { from[$0].reduceOp != nil }
    if staysPartial {
      pinned = partial
      return
    }
    folded = partial
    newPartial = to.indices.filter { to[$0].reduceOp != nil }
    keptAtZero = newPartial.filter { to[$0].reduceOp?.hasIdentity == true }
  }

  /// Whether folding and keeping in one movement gives the value: see `Exchange.isSound`.
  var isSound: Bool {
    if folded.isEmpty, newPartial.isEmpty { return true }
    for later in to.indices where !newPartial.contains(later) {
      guard let op = to[later].reduceOp else { continue }
      for dim in folded where dim < later {
        if let other = from[dim].reduceOp, !other.commutes(with: op) { return false }
      }
      for dim in newPartial where dim < later {
        if let other = to[dim].reduceOp, !other.commutes(with: op) { return false }
      }
    }
    guard let first = newPartial.first else { return true }
    return newPartial.allSatisfy { to[$0] == to[first] }
  }
}

extension PlacementState {
  /// Whether one movement to `other`, on one mesh, folds rightly: as `MeshDimRoles.isSound`.
  func isSoundly(movedTo other: PlacementState) -> Bool {
    var made: ReduceOp?
    for later in places.indices {
      let role = MeshDimRole(places[later], other.places[later])
      guard let op = other.places[later].reduceOp else { continue }
      if role.isNewPartial {
        if let made, made != op { return false }
        made = op
        continue
      }
      for dim in places.indices.prefix(later) {
        let role = MeshDimRole(places[dim], other.places[dim])
        if role.isFolded, places[dim].reduceOp?.commutes(with: op) == false { return false }
        if role.isNewPartial, other.places[dim].reduceOp?.commutes(with: op) == false {
          return false
        }
      }
    }
    return true
  }
}
