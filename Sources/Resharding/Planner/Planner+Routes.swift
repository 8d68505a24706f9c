import Elements
import Sharding

/// The routes that are tried.
extension Planner {
  /// What a mesh dim does between its old state and its new one.
  private enum Waypoint: CaseIterable {
    /// The old state of the mesh dim (where it becomes partial), the new one (where it was).
    case same
    /// Sharded, by the tensor dim that is longest.
    case longest
    /// Replicated; where a mesh dim becomes partial, the direct exchange makes it so.
    case plain
  }

  /// The direct route, then those that reduce first and make partials last, with each waypoint.
  ///
  /// Mesh dims are reduced from the last to the first and become partial from the first to the last,
  /// which is right for any ops; so there is always a sound route.
  func routes() -> [[TensorDistAttr]] {
    let (from, to) = (transition.from, transition.to)
    let kept = keptPartialDims()
    let reduced = from.partialDims.filter { !kept.contains($0) }
    let made = to.partialDims.filter { !kept.contains($0) }
    var routes = [[from, to]]
    guard !reduced.isEmpty || !made.isEmpty else { return routes }
    for first in reduced.isEmpty ? [.plain] : Waypoint.allCases {
      var head = [from]
      for dim in reduced.reversed() {
        head.append(head[head.count - 1].replacing(dim, with: afterReducing(dim, first, head)))
      }
      routes.append(head + [to])
      for last in made.isEmpty ? [] : Waypoint.allCases {
        var arrival = to
        for dim in made {
          arrival = arrival.replacing(dim, with: beforeMaking(dim, last, head, arrival))
        }
        let tail = made.reduce(into: [arrival]) { tail, dim in
          tail.append(tail[tail.count - 1].replacing(dim, with: to.placements[dim]))
        }
        routes.append(head + tail)
      }
    }
    return routes
  }

  /// The partial mesh dims that stay as they are: a mesh dim may change under a later partial one
  /// only where both ops commute.
  private func keptPartialDims() -> [Int] {
    let (from, to) = (transition.from, transition.to)
    guard transition.isOnOneMesh else { return [] }
    var kept = from.partialDims.filter { from.placements[$0] == to.placements[$0] }
    while let unsound = kept.first(where: { later in
      guard let op = from.placements[later].reduceOp else { return false }
      return from.placements.indices.contains { dim in
        guard dim < later, !kept.contains(dim) else { return false }
        return [from, to].contains {
          $0.placements[dim].reduceOp.map { !$0.commutes(with: op) } ?? false
        }
      }
    }) {
      kept.removeAll { $0 == unsound }
    }
    return kept
  }

  private func afterReducing(_ dim: Int, _ waypoint: Waypoint, _ head: [TensorDistAttr])
    -> Placement
  {
    switch waypoint {
    case .same:
      guard transition.isOnOneMesh, case .shard(let tensorDim) = transition.to.placements[dim]
      else { return .replicate }
      return .shard(tensorDim)
    case .longest: return longest(of: head[head.count - 1])
    case .plain: return .replicate
    }
  }

  private func beforeMaking(
    _ dim: Int, _ waypoint: Waypoint, _ head: [TensorDistAttr], _ arrival: TensorDistAttr
  ) -> Placement {
    switch waypoint {
    case .same:
      return transition.isOnOneMesh ? head[head.count - 1].placements[dim] : .replicate
    case .longest: return longest(of: arrival)
    case .plain: return .replicate
    }
  }

  private func longest(of attr: TensorDistAttr) -> Placement {
    longestLocalDim(transition.hop(from: attr)).map(Placement.shard) ?? .replicate
  }
}
