import CostModel
import Execution
import MPI
import ReshardCases
import Resharding
import Sharding
import Simulation
import Tensors
import Tessera
import Testing

/// One transition on the ranks of a job, held against the same plan on virtual ranks.
///
/// Every rank makes all source shards, so that each knows the whole result by itself.
struct RankTrial {
  let plan: ReshardPlan
  /// How often each function of MPI that moves data was called on this rank.
  let calls: [String: Int]
  /// How each step was carried out.
  let modes: [ExchangeMode?]

  /// What is wrong on this rank; nil where nothing is.
  let fault: String?

  init(_ transition: Transition, seed: UInt64, on cluster: Cluster) throws {
    try self.init(transition, transition.sourceShards(seed: seed), on: cluster)
  }

  init(_ transition: Transition, _ shards: [Int: DenseTensor], on cluster: Cluster) throws {
    plan = try Planner(cluster.options.planning).plan(transition)
    let tensor = try DistTensor(
      shards: shards, shape: transition.shape, dtype: transition.dtype, attr: transition.from,
      on: cluster)
    MPIRuntime.resetCalls()
    let result = try tensor.resharded(to: transition.to)
    calls = MPIRuntime.calls.filter { call, _ in
      !["Comm", "Group", "Type", "Op", "Get"].contains { call.hasPrefix("MPI_\($0)_") }
    }
    modes = result.record?.steps.map(\.mode) ?? []
    let size = (transition.ranks.last ?? 0) + 1
    let (expected, _) = try VirtualCluster(size: size).run(plan, shards)
    fault =
      transition.mismatch(expected, from: shards)
      ?? Self.difference(result.local, expected[cluster.rank])
      ?? Self.miscount(result.record, plan, cluster.rank)
      ?? Self.missimulation(result.record, plan, cluster.rank)
  }

  private static func difference(_ local: DenseTensor?, _ expected: DenseTensor?) -> String? {
    switch (local, expected) {
    case (nil, nil): nil
    case (let local?, let expected?) where local.shape == expected.shape:
      local.difference(from: expected).map { "\($0)" }
    case (let local, let expected):
      "the shard is \(local.map { "\($0.shape)" } ?? "not there"), "
        + "to be \(expected.map { "\($0.shape)" } ?? "absent")"
    }
  }

  private static func miscount(_ record: ReshardRecord?, _ plan: ReshardPlan, _ rank: Int)
    -> String?
  {
    guard let record else { return "there is no record" }
    for (traffic, step) in zip(plan.traffic, record.steps) {
      let planned = [traffic.sent[rank] ?? 0, traffic.received[rank] ?? 0]
      let done = [step.sent[rank] ?? 0, step.received[rank] ?? 0]
      if planned != done { return "planned to send and receive \(planned) bytes, did \(done)" }
    }
    return nil
  }

  /// The simulation, rank by rank and by classes, tells the steps and bytes that there were.
  private static func missimulation(_ record: ReshardRecord?, _ plan: ReshardPlan, _ rank: Int)
    -> String?
  {
    for method in [Simulator.Method.ranks, nil] {
      guard let simulator = try? Simulator(plan, on: .oneHost, method: method) else {
        return "it cannot be simulated"
      }
      let simulated = simulator.bytes(of: rank).map { [$0.sent, $0.received] }
      let done = record?.steps.map { [$0.sent[rank] ?? 0, $0.received[rank] ?? 0] }
      if simulated != done { return "simulated steps \(simulated), did \(done ?? [])" }
    }
    return nil
  }
}
