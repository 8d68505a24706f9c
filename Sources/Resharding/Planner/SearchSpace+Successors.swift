import Sharding

/// Where a plan can go on to.
extension SearchSpace {
  /// The layouts of the same mesh that one step leads to: one mesh dim placed anew, or several at
  /// once, replicated, reduced into shards, or placed as in the end. None has a shard larger than the
  /// source's and the target's.
  func neighbours(of layout: PlacementState, _ side: Int) -> [PlacementState] {
    let goal = side == lastSide ? end : nil
    var result: [PlacementState] = []
    func offer(_ next: PlacementState) {
      guard next != layout, !result.contains(next), fits(next, side),
        meshShapes[side].largestShard(next) <= room, keepsOrder(from: layout, side, to: next, side)
      else { return }
      result.append(next)
    }
    if let goal { offer(goal) }
    let dims = layout.places.indices.filter { !(side == 0 && kept.contains($0)) }
    for dim in dims where !layout.places[dim].isShard || layout.isLastCut(dim) {
      var free = layout
      free.release(dim)
      offer(free)
      // One rank cuts nothing, so that only the end can want it.
      for tensorDim in transition.shape.indices
      where meshShapes[side].mesh[dim] > 1 || goal?.places[dim].cuts(tensorDim) == true {
        var next = free
        place(&next, dim, .shard(tensorDim), toward: goal)
        offer(next)
      }
      if let goal, goal.places[dim].isPartial {
        var next = free
        next.release(dim, as: goal.places[dim].placement)
        offer(next)
      }
    }
    // Beyond that many mesh dims the subsets are too many to look at each time.
    guard dims.count <= 6 else { return result }
    for mask in 1..<max(1, 1 << dims.count) where mask.nonzeroBitCount > 1 {
      let chosen = dims.indices.filter { mask & (1 << $0) != 0 }.map { dims[$0] }
      var free = layout
      for dim in chosen { free.release(dim) }
      offer(free)
      if chosen.allSatisfy({ layout.places[$0].isPartial }) {
        for tensorDim in transition.shape.indices {
          var next = free
          for dim in chosen { place(&next, dim, .shard(tensorDim), toward: goal) }
          offer(next)
          // What is reduced in one step may be gathered in another order than it was cut.
          guard isRounding else { continue }
          next = free
          for dim in chosen.reversed() { place(&next, dim, .shard(tensorDim), toward: goal) }
          offer(next)
        }
      }
      if let goal {
        var next = free
        for dim in chosen.sorted(by: { (goal.places[$0].turn, $0) < (goal.places[$1].turn, $1) }) {
          place(&next, dim, goal.places[dim].placement, toward: goal)
        }
        offer(next)
      }
    }
    return result
  }

  /// The layouts of the target mesh to which blocks may cross: the end, the end without the partial
  /// dims that are made on arrival, and these with replicated dims sharded, to be gathered there.
  var arrivals: [PlacementState] {
    var result = [end]
    func offer(_ layout: PlacementState) {
      guard !result.contains(layout), fits(layout, 1), meshShapes[1].largestShard(layout) <= room
      else {
        return
      }
      result.append(layout)
    }
    func longest(_ layout: PlacementState) -> Int? {
      transition.shape.indices.max {
        meshShapes[1].longest($0, in: layout) < meshShapes[1].longest($1, in: layout)
      }
    }
    for count in made.indices {
      var plain = end
      for dim in made[count...] { plain.release(dim) }
      offer(plain)
      for dim in made[count...] {
        if let tensorDim = longest(plain) { plain.cut(tensorDim, by: dim) }
      }
      offer(plain)
    }
    for layout in result {
      let copied = layout.places.indices.filter {
        layout.places[$0].isReplicated && meshShapes[1].mesh[$0] > 1
      }
      var all = layout
      for dim in copied {
        for tensorDim in transition.shape.indices {
          var next = layout
          next.cut(tensorDim, by: dim)
          offer(next)
        }
        if let tensorDim = longest(all) { all.cut(tensorDim, by: dim) }
      }
      offer(all)
    }
    return result
  }

  /// Places a mesh dim, which is replicated, anew; in the explicit sizes of the end, where it then
  /// cuts the same.
  private func place(
    _ layout: inout PlacementState, _ dim: Int, _ placement: Placement, toward goal: PlacementState?
  ) {
    guard let tensorDim = placement.shardDim else {
      layout.release(dim, as: placement)
      return
    }
    layout.cut(tensorDim, by: dim)
    guard let goal, goal.places[dim].cuts(tensorDim),
      goal.places[dim].turn == layout.places[dim].turn, goal.places[dim].sizes > 0,
      meshShapes[lastSide].commonCuts(tensorDim, layout, goal) == layout.places[dim].turn
    else { return }
    layout.places[dim].sizes = goal.places[dim].sizes
  }

  /// Whether explicit sizes still cut what they were made for.
  private func fits(_ layout: PlacementState, _ side: Int) -> Bool {
    layout.places.allSatisfy { place in
      guard place.sizes > 0, let tensorDim = place.shardDim else { return true }
      return (side == 0 && meshShapes[side].commonCuts(tensorDim, layout, start) > place.turn)
        || (side == lastSide && meshShapes[side].commonCuts(tensorDim, layout, end) > place.turn)
    }
  }
}
