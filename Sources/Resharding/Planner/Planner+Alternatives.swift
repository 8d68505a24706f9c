import CostModel
import Sharding

extension Planner {
  /// A plan that was considered, and what it costs.
  public struct Alternative: Hashable, Sendable {
    /// The steps in their order.
    public let steps: [ReshardStep]
    /// Foretold by the cost model.
    public let seconds: Double
    /// Received by all ranks together.
    public let bytes: Int
    /// Received by the busiest rank.
    public let messages: Int
    /// Bytes that a rank holds beyond its old shard and its new one, at the most.
    public let memory: Int
  }

  /// The plans that a search reaches, in its order, the best first; none where nothing is to be done.
  ///
  /// - Parameter count: how many at the most.
  public func alternatives(to plan: ReshardPlan, _ count: Int = 20) -> [Alternative] {
    guard !plan.steps.isEmpty else { return [] }
    return PlanSearch(plan.transition, planning).alternatives(count).map {
      Alternative(
        steps: $0.steps, seconds: Double($0.cost.time) / 1e12, bytes: $0.cost.bytes,
        messages: $0.cost.messages, memory: $0.cost.memory)
    }
  }
}
