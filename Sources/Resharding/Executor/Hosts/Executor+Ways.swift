import Elements
import MPI
import Sharding

/// How a step is carried out, and what that takes.
struct Way {
  var mode: ExchangeMode?
  var node: NodeGroup?
  var crossing: CrossingPhase?
}

extension Executor {
  /// Chooses the way of a step, once for a plan: of those that there are for its group the one that is
  /// asked for, or the one priced lowest. All ranks of the group choose the same.
  ///
  /// - Complexity: where prices are compared, O(ranks x messages).
  func way(of step: ReshardStep, _ phases: [Phase], _ routes: [Route], _ plan: ReshardPlan)
    throws(MPIError) -> Way
  {
    guard let phase = phases.first, routes.contains(where: { $0.rounds > 0 }),
      let sharing = transport.sharing
    else { return Way() }
    let byMPI = Way(mode: .mpi)
    guard sharing.choice != .mpi else { return byMPI }
    if let node = try transport.nodeGroup(phase.group) {
      // Of numbers that were measured of ranks which read each other, nothing is known of MPI's.
      guard sharing.choice == .auto, !sharing.costs.topology.engine.readsPeers else {
        return Way(mode: .shared, node: node)
      }
      let prices = prices(of: step, phase.group, plan, sharing)
      return prices.mpi < prices.shared ? byMPI : Way(mode: .shared, node: node)
    }
    guard sharing.choice != .shared, let group = try transport.hostGroup(phase.group) else {
      return byMPI
    }
    let crossing = crossing(Phase.merged(phases)[0], plan, group, sharing.costs)
    if sharing.choice == .auto {
      let active = Self.active(step)
      let own = group.map.all.map { group.map.members(of: $0).count }
      let all = group.map.all.map { host in active.count { sharing.host(of: $0) == host } }
      let price = sharing.costs.price(
        of: crossing.relay.load, neighbours: all.max() ?? 1,
        sharers: zip(all, own).reduce(1) { max($0, Double($1.0) / Double($1.1)) })
      if prices(of: step, phase.group, plan, sharing).mpi < price.seconds { return byMPI }
    }
    return Way(mode: .twoLevel, crossing: crossing)
  }

  private func crossing(
    _ phase: Phase, _ plan: ReshardPlan, _ group: HostGroup, _ costs: CostModel
  ) -> CrossingPhase {
    let (rank, dtype) = (transport.residents[0], plan.transition.dtype)
    let staging = staging(of: plan)
    let route = route(phase, dtype, staging)
    let relay = Relay(
      phase, route, dtype: dtype, hosts: group.map, rank: rank, stagingBytes: staging,
      link: costs.linkOfHosts)
    return CrossingPhase(
      phase, route, relay, on: group, rank: rank, dtype: dtype, stagingBytes: staging)
  }

  private static func active(_ step: ReshardStep) -> [Int] {
    Set(step.from.mesh.ranks + step.to.mesh.ranks).sorted()
  }

  /// The seconds of a step by MPI, and by ranks of one host that read each other's shards.
  private func prices(
    of step: ReshardStep, _ group: [Int], _ plan: ReshardPlan, _ sharing: NodeSharing
  ) -> (mpi: Double, shared: Double) {
    let transition = plan.transition
    let load = step.enumeratedLoad(
      shape: transition.shape, dtype: transition.dtype, stagingBytes: staging(of: plan))
    let costs = sharing.costs
    let span = GroupSpan(
      hosts: group.map(sharing.host), among: Self.active(step).map(sharing.host),
      levels: costs.topology.levels.count)
    return (
      costs.price(of: load, span: span).seconds,
      costs.priceOfReading(load, neighbours: span.neighbours).seconds
    )
  }
}

extension Phase {
  /// The two phases of an all-reduce as one, in which every rank folds all rows; others as they are.
  static func merged(_ phases: [Phase]) -> [Phase] {
    guard phases.count == 2, phases[0].isFlat else { return phases }
    let (first, last) = (phases[0].exchange, phases[1].exchange)
    return [
      Phase(
        exchange: Exchange(shape: first.shape, from: first.from, to: last.to),
        collective: .allToAll, group: phases[0].group, root: nil, isFlat: true)
    ]
  }
}
