import Sharding

/// Steps that are given, as moves.
extension SearchSpace {
  /// A step as a step between two states.
  struct Leg {
    let candidate: CandidateStep
    let old: SearchState
    let new: (layout: PlacementState, side: Int)
  }

  /// The moves that these steps are, which lead from this transition's source to its target.
  func legs(of steps: [ReshardStep]) -> [Leg] {
    var state = SearchState(layout: start, side: 0)
    return steps.enumerated().map { index, step in
      let crosses = !isOnOneMesh && !step.from.mesh.hasSameRanks(as: step.to.mesh)
      let side = crosses ? 1 : state.side
      let next = index == steps.count - 1 ? end : layout(of: step.to, side)
      let traffic: TrafficEstimate
      if let crossing, crosses {
        traffic = TrafficEstimate(crossing, (meshShapes[0], meshShapes[1]), state.layout, next)
      } else if step.collective == .allReduce, let dims = step.meshDims {
        traffic = TrafficEstimate(allReduce: meshShapes[side], state.layout, over: dims)
      } else {
        traffic = TrafficEstimate(meshShapes[side], state.layout, next)
      }
      let candidate = CandidateStep(
        function: direct, collective: step.collective, meshDims: step.meshDims, traffic: traffic)
      let leg = Leg(candidate: candidate, old: state, new: (next, side))
      state = self.state(after: candidate, from: state, to: next, side)
      return leg
    }
  }

  /// What steps cost together; nil if they cannot keep to the memory limit.
  func cost(of steps: [ReshardStep]) -> Cost? {
    var sum = Cost()
    for leg in legs(of: steps) {
      guard let cost = cost(of: leg.candidate, from: leg.old, to: leg.new) else { return nil }
      sum = sum + cost
    }
    return sum
  }

  /// What steps may stage in each direction so that the memory limit is kept; nil if it need not
  /// be less than always.
  func staging(of steps: [ReshardStep]) -> Int? {
    legs(of: steps).compactMap { staging(of: $0.candidate, from: $0.old, to: $0.new) }.min()
  }

  /// The layout of a dist attr that steps pass; those on the way have explicit sizes of the ends only.
  private func layout(of attr: TensorDistAttr, _ side: Int) -> PlacementState {
    meshShapes[side].layout(of: attr)
  }
}
