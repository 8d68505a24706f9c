import Sharding

/// Steps that are given, as moves.
extension Landscape {
  /// A step as a move between two states.
  struct Leg {
    let move: Move
    let old: Stop
    let new: (layout: Layout, side: Int)
  }

  /// The moves that these steps are, which lead from this transition's source to its target.
  func legs(of steps: [ReshardStep]) -> [Leg] {
    var stop = Stop(layout: start, side: 0)
    return steps.enumerated().map { index, step in
      let crosses = !isOnOneMesh && !step.from.mesh.hasSameRanks(as: step.to.mesh)
      let side = crosses ? 1 : stop.side
      let next = index == steps.count - 1 ? end : layout(of: step.to, side)
      let movement: Movement
      if let crossing, crosses {
        movement = Movement(crossing, (sites[0], sites[1]), stop.layout, next)
      } else if step.collective == .allReduce, let dims = step.meshDims {
        movement = Movement(allReduce: sites[side], stop.layout, over: dims)
      } else {
        movement = Movement(sites[side], stop.layout, next)
      }
      let move = Move(
        function: direct, collective: step.collective, meshDims: step.meshDims, movement: movement)
      let leg = Leg(move: move, old: stop, new: (next, side))
      stop = self.stop(after: move, from: stop, to: next, side)
      return leg
    }
  }

  /// What steps cost together; nil where they cannot keep to the memory limit.
  func cost(of steps: [ReshardStep]) -> Cost? {
    var sum = Cost()
    for leg in legs(of: steps) {
      guard let cost = cost(of: leg.move, from: leg.old, to: leg.new) else { return nil }
      sum = sum + cost
    }
    return sum
  }

  /// What steps may stage in each direction so that the memory limit is kept; nil where it need not
  /// be less than always.
  func staging(of steps: [ReshardStep]) -> Int? {
    legs(of: steps).compactMap { staging(of: $0.move, from: $0.old, to: $0.new) }.min()
  }

  /// The layout of a dist attr that steps pass; those on the way have explicit sizes of the ends only.
  private func layout(of attr: TensorDistAttr, _ side: Int) -> Layout {
    sites[side].layout(of: attr)
  }
}
