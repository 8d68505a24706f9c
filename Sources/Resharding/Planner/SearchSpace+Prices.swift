import CostModel
import Sharding

/// What moves cost, and how they go.
extension SearchSpace {
  /// How the ranks of a move's groups lie.
  private func span(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> GroupSpan {
    var found = span(oldSide == newSide ? oldSide : nil, over: candidate.meshDims)
    // How many ranks of a host need the same only counts where hosts are not alone.
    if candidate.traffic.takers != 0, found.mostTogether > 1, !found.isOneDomain {
      let mesh = meshes[newSide]
      let dims = mesh.shape.indices.filter { candidate.traffic.takers & (1 << UInt64($0)) != 0 }
      let near = dims == candidate.meshDims ? found : span(newSide, over: dims)
      found.takers = Double(near.levels[0].peers + 1)
    }
    return found
  }

  private func span(_ side: Int?, over meshDims: [Int]?) -> GroupSpan {
    let place = SpanKey(side: side, meshDims: meshDims)
    if let known = spans[place] { return known }
    let topology = planning.costs.topology
    let found: GroupSpan
    if let side = place.side {
      found = topology.span(of: meshes[side], over: meshDims)
    } else {
      let ranks = transition.ranks
      found = topology.span(of: ranks, among: ranks)
    }
    spans[place] = found
    return found
  }

  /// The picoseconds that every step takes.
  var leastTime: Int { Cost.picoseconds(planning.costs.topology.engine.stepOverhead) }

  /// The fewest picoseconds in which so many bytes reach the ranks of the last side, whatever the steps.
  func leastTime(moving bytes: Int) -> Int {
    let mean = Double(bytes) / Double(meshShapes[lastSide].ranks)
    // Each step's are rounded down, and all a little.
    return max(
      0, Cost.picoseconds(0.999_999 * planning.costs.leastSeconds(receiving: mean)) - 64)
  }

  /// What the cost model says of a move.
  func price(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> Price {
    way(of: candidate, from: oldSide, to: newSide).price
  }

  /// The way that a move goes, and its price.
  func way(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> PricedWay {
    planning.costs.way(
      of: load(of: candidate), span: span(of: candidate, from: oldSide, to: newSide))
  }

  /// The same as a simulation needs it.
  func schedule(of leg: Leg) -> StepSchedule {
    planning.costs.schedule(
      of: load(of: leg.candidate),
      span: span(of: leg.candidate, from: leg.old.side, to: leg.new.side))
  }

  /// What a move asks of the busiest rank.
  ///
  /// - Parameter group: none where a span tells how the ranks lie.
  func load(of candidate: CandidateStep, in group: [Int] = []) -> StepLoad {
    StepLoad(candidate.traffic, candidate.collective, group: group, transition.dtype)
  }
}
