import CostModel
import Resharding
import Elements
import MPI
import Sharding

/// How a step is carried out, and what that takes.
struct Way {
  var mode: ExchangeMode?
  var node: SharedMemoryGroup?
  var crossing: CrossingPhase?
}

extension Executor {
  /// Chooses the way of a step, once for a plan: of those that there are for its group the one that is
  /// asked for, or the one priced lowest, as `CostModel.way(of:span:)` says. All ranks of the group choose
  /// the same.
  ///
  /// - Complexity: O(ranks x messages).
  func way(of step: ReshardStep, _ phases: [Phase], _ routes: [Route], _ plan: ReshardPlan)
    throws(MPIError) -> Way
  {
    guard let phase = phases.first, routes.contains(where: { $0.rounds > 0 }),
      let sharing
    else { return Way() }
    let byMPI = Way(mode: .mpi)
    guard sharing.choice != .mpi else { return byMPI }
    let node = try sharing.group(phase.group)
    let group =
      node == nil && sharing.choice != .shared ? try sharing.hostGroup(phase.group) : nil
    guard node != nil || group != nil else { return byMPI }
    let chosen = chosen(for: step, phase.group, plan, sharing)
    if let node { return chosen.mode == .mpi ? byMPI : Way(mode: .shared, node: node) }
    guard let group, chosen.mode == .twoLevel else { return byMPI }
    let crossing = crossing(
      Phase.merged(phases)[0], plan, group, chains: chosen.algorithm == .chain)
    return Way(mode: .twoLevel, crossing: crossing)
  }

  private func crossing(
    _ phase: Phase, _ plan: ReshardPlan, _ group: HostGroup, chains: Bool
  ) -> CrossingPhase {
    let (rank, dtype) = (transport.residents[0], plan.transition.dtype)
    let staging = staging(of: plan)
    let route = route(phase, dtype, staging)
    let relay = Relay(
      phase, route, dtype: dtype, hosts: group.map, rank: rank, stagingBytes: staging,
      chains: chains)
    return CrossingPhase(
      phase, route, relay, on: group, rank: rank, dtype: dtype, stagingBytes: staging)
  }

  /// What the cost model says of the ranks of this job, wherever they lie.
  private func chosen(
    for step: ReshardStep, _ group: [Int], _ plan: ReshardPlan, _ sharing: NodeSharing
  ) -> ExchangeWay {
    let transition = plan.transition
    let load = step.enumeratedLoad(
      shape: transition.shape, dtype: transition.dtype, stagingBytes: staging(of: plan))
    let active = Set(step.from.mesh.ranks + step.to.mesh.ranks).sorted()
    let levels = sharing.costs.topology.levels
    var span = GroupSpan(
      hosts: group.map(sharing.host), among: active.map(sharing.host), levels: levels.count,
      ranksPerPort: levels[levels.count - 1].ranksPerPort)
    span.takers = step.takers(shape: transition.shape, group: group, host: sharing.host)
    return sharing.costs.way(of: load, span: span).way
  }
}
