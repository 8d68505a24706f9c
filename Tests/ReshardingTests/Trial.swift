import CostModel
import Elements
import Execution
import ReshardCases
import Resharding
import Sharding
import Simulation
import Tensors
import Testing

/// One transition on a virtual cluster: run, compared with its definition, and counted.
struct Trial {
  let plan: ReshardPlan
  let shards: [Int: DenseTensor]
  let result: [Int: DenseTensor]
  let record: ReshardRecord
  /// How often the transport was asked for each collective.
  let calls: [Collective: Int]

  private let goal: Planning.Goal

  init(
    _ transition: Transition, seed: UInt64 = 1, stagingBytes: Int = 8 << 20,
    planning: Planning = Planning()
  ) throws {
    try self.init(
      transition, transition.sourceShards(seed: seed), stagingBytes: stagingBytes,
      planning: planning)
  }

  init(
    _ transition: Transition, _ shards: [Int: DenseTensor], stagingBytes: Int = 8 << 20,
    planning: Planning = Planning()
  ) throws {
    plan = try Planner(planning).plan(transition)
    goal = planning.minimise
    self.shards = shards
    let transport = MemoryTransport(ranks: transition.ranks)
    let executor = Executor(transport)
    executor.stagingBytes = stagingBytes
    (result, record) = try executor.run(plan, shards)
    calls = transport.calls
  }

  var moved: Int { plan.traffic.reduce(0) { $0 + $1.total } }

  /// What is wrong: a value, a byte that the plan did not say, or one less than there must be.
  var fault: String? {
    let transition = plan.transition
    if let wrongResult { return wrongResult }
    for (traffic, step) in zip(plan.traffic, record.steps) {
      if !same(traffic.received, step.received) || !same(traffic.sent, step.sent) {
        return "planned \(traffic), but sent \(step.sent), received \(step.received)\n\(plan)"
      }
    }
    let bound = Planner.lowerBound(of: transition)
    if moved < bound { return "\(moved) bytes are fewer than the bound \(bound)\n\(plan)" }
    if goal == .bytes, !transition.from.isPartial, !transition.to.isPartial, moved != bound {
      return "\(moved) bytes are more than the bound \(bound)\n\(plan)"
    }
    return nil
  }

  /// A value that is not right.
  var wrongResult: String? {
    plan.transition.mismatch(result, from: shards).map { "\($0)\n\(plan)" }
  }

  private func same(_ left: [Int: Int], _ right: [Int: Int]) -> Bool {
    left.filter { $0.value > 0 } == right.filter { $0.value > 0 }
  }
}

extension ProcessMesh {
  /// A row of these ranks.
  static func row(_ ranks: [Int]) -> ProcessMesh {
    try! ProcessMesh(shape: [ranks.count], ranks: ranks)
  }
}

extension TensorDistAttr {
  static func row(_ ranks: [Int], _ placement: Placement) -> TensorDistAttr {
    try! TensorDistAttr(mesh: .row(ranks), placements: [placement])
  }
}
