import CostModel
import Sharding

/// What moves cost, and how they go.
extension SearchSpace {
  /// How the ranks of a step's groups lie.
  private func span(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> StepSpan {
    let place = SpanKey(
      side: oldSide == newSide ? oldSide : nil, meshDims: candidate.meshDims,
      takers: candidate.traffic.takers, takerSide: newSide)
    if let known = spans[place] { return known }
    let topology = planning.costs.topology
    let mesh = meshes[newSide]
    let takers = mesh.shape.indices.filter { candidate.traffic.takers & (1 << UInt64($0)) != 0 }
    let found: StepSpan
    if let side = place.side {
      found = topology.spans(
        of: meshes[side], over: candidate.meshDims, takers: takers, hosts: hosts)
    } else {
      found = topology.spans(of: ranks, takenBy: (mesh, takers), hosts: hosts)
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

  /// What the cost model says of a step.
  func price(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> Price {
    let span = span(of: candidate, from: oldSide, to: newSide)
    let load = load(of: candidate)
    if let single = span.single {
      return planning.costs.selectAlgorithm(for: load, span: single).price
    }
    return planning.costs.step(of: load, span: span).price
  }

  /// the algorithms of a step in each of its groups, and the price of the slowest.
  func selectAlgorithm(for candidate: CandidateStep, from oldSide: Int, to newSide: Int)
    -> PricedStep
  {
    planning.costs.step(
      of: load(of: candidate), span: span(of: candidate, from: oldSide, to: newSide))
  }

  /// The same as a simulation and the executor need it.
  func schedule(of leg: Leg) -> StepSchedules {
    let span = span(of: leg.candidate, from: leg.old.side, to: leg.new.side)
    let load = load(of: leg.candidate)
    return StepSchedules(
      span, kinds: span.kinds.map { planning.costs.schedule(of: load, views: $0) })
  }

  /// What a step asks of the busiest rank.
  ///
  /// - Parameter group: none where a span tells how the ranks lie.
  func load(of candidate: CandidateStep, in group: [Int] = []) -> StepLoad {
    StepLoad(candidate.traffic, candidate.collective, group: group, transition.dtype)
  }
}
