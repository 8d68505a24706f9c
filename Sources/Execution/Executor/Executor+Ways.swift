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
  /// Carries out the way that the cost model chose for the group of a step that this rank is in, as far as its
  /// ranks can read each other's memory. All ranks of the group go the same.
  ///
  /// - Parameter chosen: of each kind of the step's groups; nil where there is nothing to choose.
  func way(
    of chosen: StepSchedules?, _ phases: [Phase], _ routes: [Route], _ plan: ReshardPlan
  ) throws(MPIError) -> Way {
    guard let phase = phases.first, routes.contains(where: { $0.rounds > 0 }),
      let sharing
    else { return Way() }
    let byMPI = Way(mode: .mpi)
    guard sharing.choice != .mpi else { return byMPI }
    let node = try sharing.group(phase.group)
    let group =
      node == nil && sharing.choice != .shared ? try sharing.hostGroup(phase.group) : nil
    guard node != nil || group != nil, let chosen, let first = phase.group.first else {
      return byMPI
    }
    let way = chosen.kinds[chosen.kind(ofGroupAt: first)].way
    if let node { return way.mode == .mpi ? byMPI : Way(mode: .shared, node: node) }
    guard let group, way.mode == .twoLevel else { return byMPI }
    let crossing = crossing(
      Phase.merged(phases)[0], plan, group, chains: way.algorithm == .chain)
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
}
