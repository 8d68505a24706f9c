import Elements
import Sharding

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
    for dim in from.indices {
      if haveOneShape, Self.isPinned(from, to, dim, isOnOneMesh) {
        pinned.append(dim)
      } else if from[dim].reduceOp != nil {
        folded.append(dim)
      }
    }
    for dim in to.indices {
      guard let op = to[dim].reduceOp else { continue }
      let isPinned = pinned.contains(dim)
      if isPinned, from[dim].reduceOp != nil { continue }
      newPartial.append(dim)
      guard op.hasIdentity, !isPinned else { continue }
      let isKeptByAll = isOnOneMesh && from[dim] == .replicate && op.isIdempotent
      if !isKeptByAll { keptAtZero.append(dim) }
    }
  }

  /// Between two layouts of one mesh.
  init(_ from: Layout, _ to: Layout) {
    self.init(from.placements, to.placements, isOnOneMesh: true, haveOneShape: true)
  }

  private static func isPinned(
    _ from: [Placement], _ to: [Placement], _ dim: Int, _ isOnOneMesh: Bool
  ) -> Bool {
    guard let op = to[dim].reduceOp else { return false }
    switch from[dim] {
    case .partial(let old): return old == op && (isOnOneMesh || from == to)
    case .shard: return isOnOneMesh && op.hasIdentity
    case .replicate: return false
    }
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
