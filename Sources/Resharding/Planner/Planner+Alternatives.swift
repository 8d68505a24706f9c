import CostModel
import Sharding

extension Planner {
  /// A plan that the search considered, with its cost.
  public struct Alternative: Hashable, Sendable {
    /// The steps in their order.
    public let steps: [ReshardStep]
    /// The seconds that the cost model predicts.
    public let seconds: Double
    /// The bytes that all ranks receive together.
    public let bytes: Int
    /// The number of messages that the busiest rank receives.
    public let messages: Int
    /// The maximum number of bytes that a rank holds beside its source and target shards.
    public let memory: Int
  }

  /// Finds the plans that a search reaches, the best first; none if the plan has no step.
  ///
  /// - Parameter count: the maximum number of plans.
  public func alternatives(to plan: ReshardPlan, _ count: Int = 20) -> [Alternative] {
    guard !plan.steps.isEmpty else { return [] }
    return PlanSearch(plan.transition, planning).alternatives(count).map {
      Alternative(
        steps: $0.steps, seconds: Double($0.cost.time) / 1e12, bytes: $0.cost.bytes,
        messages: $0.cost.messages, memory: $0.cost.memory)
    }
  }
}
