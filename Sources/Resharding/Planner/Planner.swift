import Sharding

/// Searches the routes from one dist attr to another for the one that moves the fewest bytes.
///
/// A route is a list of dist attrs. Each hop is a change of one mesh dim, which a 1-D function
/// carries, or any other change, which one direct exchange of intersections carries. Between shards
/// and replicas the direct exchange moves the least there is; sequences win where values are
/// reduced before they spread, or become partial after they moved.
struct Planner {
  let transition: Transition
  /// The function that answers for hops between meshes.
  let direct: any ReshardFunction.Type

  init(_ transition: Transition, direct: any ReshardFunction.Type) {
    self.transition = transition
    self.direct = direct
  }
}

extension Planner {
  /// The steps of one hop, and the bytes that they move; nil where the hop folds wrongly.
  private typealias Carried = (steps: [ReshardStep], bytes: Int)

  /// The steps of the route with the fewest bytes; among equals, with the fewest steps.
  func cheapest() -> [ReshardStep] {
    var best: Carried?
    // Routes have most of their hops in common.
    var known: [Transition: Carried?] = [:]
    for route in routes() {
      guard let found = carried(along: route, &known) else { continue }
      if let best, (best.bytes, best.steps.count) <= (found.bytes, found.steps.count) { continue }
      best = found
    }
    guard let best else { preconditionFailure("no sound route for \(transition)") }
    return best.steps
  }

  private func carried(along route: [TensorDistAttr], _ known: inout [Transition: Carried?])
    -> Carried?
  {
    var all: Carried = ([], 0)
    for (from, to) in zip(route, route.dropFirst()) {
      let hop = transition.hop(from: from, to: to)
      if hop.isIdentity { continue }
      let found = known[hop] ?? carried(by: hop)
      known[hop] = .some(found)
      guard let found else { return nil }
      all.steps += found.steps
      all.bytes += found.bytes
    }
    return all
  }

  private func carried(by hop: Transition) -> Carried? {
    guard let steps = steps(of: hop) else { return nil }
    let bytes = steps.reduce(0) {
      $0 + $1.traffic(shape: transition.shape, dtype: transition.dtype).total
    }
    return (steps, bytes)
  }

  private func steps(of hop: Transition) -> [ReshardStep]? {
    if hop.changedDim != nil, let function = allReshardFunctions.first(where: { $0.suits(hop) }),
      function != SameNdMesh.self
    {
      return function.steps(hop)
    }
    guard isSound(hop) else { return nil }
    return [
      hop.isOnOneMesh
        ? ReshardStep(SameNdMesh.self, .allToAll, hop) : ReshardStep(direct, .sendReceive, hop)
    ]
  }
}
