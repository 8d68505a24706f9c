import CostModel
import Elements
import MPI
import Resharding
import Sharding

/// How a step is carried out, and what that takes.
struct SelectedExchange {
  var mode: ExchangeMode?
  var node: SharedMemoryGroup?
  var hierarchical: HierarchicalPhase?
}

extension Executor {
  /// Carries out the way that the cost model chose for the group of a step that this rank is in, as far as its
  /// ranks can read each other's memory. All ranks of the group go the same.
  ///
  /// - Parameter chosen: of each kind of the step's groups; nil if there is nothing to choose.
  func selectAlgorithm(
    for chosen: StepSchedules?, _ phases: [Phase], _ routes: [Route], _ plan: ReshardPlan
  ) throws -> SelectedExchange {
    guard let phase = phases.first, routes.contains(where: { $0.rounds > 0 }),
      let sharing
    else { return SelectedExchange() }
    let byMPI = SelectedExchange(mode: .mpi)
    guard sharing.choice != .mpi else { return byMPI }
    let node = try sharing.group(phase.group)
    let group =
      node == nil && sharing.choice != .shared ? try sharing.hostGroup(phase.group) : nil
    guard node != nil || group != nil, let chosen, let first = phase.group.first else {
      return byMPI
    }
    let algorithm = chosen.kinds[chosen.kind(ofGroupAt: first)].algorithm
    if let node {
      return algorithm.mode == .mpi ? byMPI : SelectedExchange(mode: .shared, node: node)
    }
    guard let group, algorithm.mode == .twoLevel else { return byMPI }
    let hierarchical = hierarchical(
      Phase.merged(phases)[0], plan, group, chains: algorithm.pattern == .chain)
    return SelectedExchange(mode: .twoLevel, hierarchical: hierarchical)
  }

  private func hierarchical(
    _ phase: Phase, _ plan: ReshardPlan, _ group: HostGroup, chains: Bool
  ) -> HierarchicalPhase {
    let (rank, dtype) = (transport.residents[0], plan.transition.dtype)
    let staging = staging(of: plan)
    let route = route(phase, dtype, staging)
    let schedule = HierarchicalSchedule(
      phase, route, dtype: dtype, hosts: group.map, rank: rank, stagingBytes: staging,
      chains: chains)
    return HierarchicalPhase(
      phase, route, schedule, on: group, rank: rank, dtype: dtype, stagingBytes: staging)
  }
}
