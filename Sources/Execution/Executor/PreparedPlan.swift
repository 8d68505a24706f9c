import Elements
import MPI
import Resharding
import Sharding

/// A plan, and everything about one rank's part in it that does not depend on data: made when the plan is
/// carried out for the first time, so that the next times plan, compare and look up nothing.
package final class PreparedPlan {
  /// The plan that is prepared.
  package let plan: ReshardPlan
  let rank: Int
  let steps: [Step]
  /// What each run does, but for its times.
  let record: ReshardRecord
  /// Whether a step goes in two levels.
  let crosses: Bool
  /// The step that can be begun and waited for later, for its ranks read each other's shards; nil if
  /// none can. The same on all ranks of both meshes, where these are on one host.
  package let begunStep: Int?
  /// The ranks that read each other's shards in the first step that moves anything, and so hear whether all have
  /// begun the same; nil if it goes by messages. The same on all ranks where it is that of all of them.
  package let firstGroup: SharedMemoryGroup?

  struct Step {
    let phases: [PreparedPhase]
    /// The shape of the new shard, where the phases see flat rows.
    let sizes: [Int]?
  }

  /// All-reduces in which the rows of all ranks have up to so many bytes together are folded by every rank
  /// as a whole, which reads more and waits less.
  static let foldedWholeBytes = 512 << 10

  init(_ plan: ReshardPlan, rank: Int, record: ReshardRecord, steps: [Step]) {
    self.plan = plan
    self.rank = rank
    self.record = record
    self.steps = steps
    crosses = steps.contains { $0.phases.contains { $0.hierarchical != nil } }
    let moving = plan.steps.firstIndex { $0.collective != .local }
    firstGroup = crosses ? nil : moving.flatMap { steps[$0].phases.first?.node }
    begunStep = plan.readableStep.flatMap { steps[$0].phases.first?.node == nil ? nil : $0 }
  }
}

extension Executor {
  /// Prepares a plan for the rank that is resident. Called by all ranks of both meshes together, as groups
  /// of ranks come to know each other's memory here.
  package func prepare(_ plan: ReshardPlan) throws -> PreparedPlan {
    if let known = prepared[plan] { return known }
    let rank = transport.residents[0]
    let transition = plan.transition
    var record = ReshardRecord(plan)
    var steps: [PreparedPlan.Step] = []
    let schedules = sharing.flatMap { sharing in
      sharing.choice == .mpi
        ? nil : Planner(Planning(costs: sharing.costs)).schedules(of: plan, hosts: sharing.hosts)
    }
    for (index, step) in plan.steps.enumerated() {
      var phases: [PreparedPhase] = []
      let planned = step.phases(of: rank, shape: transition.shape)
      let routes = planned.map { route($0, transition.dtype, staging(of: plan)) }
      let algorithm = try selectAlgorithm(for: schedules?[index], planned, routes, plan)
      record.steps[index].mode = algorithm.mode == .mpi ? nil : algorithm.mode
      if let hierarchical = algorithm.hierarchical {
        phases = [
          PreparedPhase(
            hierarchical.phase, hierarchical.route, node: nil, hierarchical: hierarchical,
            rank: rank,
            dtype: transition.dtype)
        ]
      } else {
        for phase in merged(planned, algorithm.node, transition.dtype) {
          let route = route(phase, transition.dtype, staging(of: plan))
          let node = route.rounds > 0 ? algorithm.node : nil
          phases.append(
            PreparedPhase(phase, route, node: node, rank: rank, dtype: transition.dtype))
        }
      }
      for route in routes where route.rounds > 0 {
        let (sent, received) = route.bytes(of: rank, elementBytes: transition.dtype.byteCount)
        record.steps[index].sent[rank, default: 0] += sent
        record.steps[index].received[rank, default: 0] += received
      }
      let isFlat = planned.contains { $0.isFlat }
      let sizes = isFlat ? step.to.box(of: rank, shape: transition.shape)?.sizes : nil
      steps.append(PreparedPlan.Step(phases: phases, sizes: sizes))
    }
    record.peakExtraBytes = transition.ranks.contains(rank) ? [rank: 0] : [:]
    let result = PreparedPlan(plan, rank: rank, record: record, steps: steps)
    if prepared.count >= 1024 { prepared.removeAll() }
    prepared[plan] = result
    return result
  }

  /// The phases of a step; of an all-reduce of short rows on one host one, in which every rank folds all
  /// of them.
  private func merged(_ phases: [Phase], _ node: SharedMemoryGroup?, _ dtype: DType) -> [Phase] {
    guard phases.count == 2, phases[0].isFlat, node != nil,
      phases[0].exchange.shape[0] * dtype.byteCount * phases[0].group.count
        <= PreparedPlan.foldedWholeBytes
    else { return phases }
    return Phase.merged(phases)
  }
}
