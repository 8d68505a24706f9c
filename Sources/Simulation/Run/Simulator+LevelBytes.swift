import CostModel
import Resharding
import Sharding

extension Simulator {
  /// By step of a plan: what passes the links of each level, from the innermost; nil if that is not known without a
  /// look at more messages than `limit`.
  ///
  /// - Parameters:
  ///   - plan: the steps of a reshard.
  ///   - certificate: the plan's, on the same topology.
  ///   - topology: the machine that the plan's ranks are on.
  ///   - exchange: of which ways of each step the cheapest is chosen.
  ///   - limit: the maximum number of messages that the simulator visits.
  /// - Complexity: O(steps x levels) where ranks send to each other directly and all messages of a step pass one
  ///   level; else as `Simulator.init(_:on:exchange:method:limit:)`.
  public static func levelBytes(
    of plan: ReshardPlan, _ certificate: Certificate, on topology: Topology,
    exchange: ExchangeChoice = .auto, limit: Int = Simulator.defaultLimit
  ) -> [[Int]]? {
    var known: [[Int]] = []
    for (index, step) in plan.steps.enumerated() {
      var bytes = topology.levels.map { _ in 0 }
      let algorithms = certificate.pricedSteps[index].algorithms
      if step.collective != .local, certificate.stepBytes[index] > 0 {
        guard algorithms.allSatisfy({ $0.isDirect }), let level = topology.onlyLevel(of: step)
        else {
          return (try? Simulator(plan, on: topology, exchange: exchange, limit: limit))?.levelBytes
        }
        bytes[level] = certificate.stepBytes[index]
      }
      known.append(bytes)
    }
    return known
  }
}

extension ExchangeAlgorithm {
  /// Whether each block goes from who has it to who needs it, and nowhere else.
  fileprivate var isDirect: Bool {
    mode != .twoLevel && pattern == .direct && second.map { $0 == .direct } ?? true
  }
}

extension Topology {
  /// The level that all messages of a step pass, whoever sends what to whom; nil if they may pass several.
  fileprivate func onlyLevel(of step: ReshardStep) -> Int? {
    let (from, to) = (step.from.mesh.rankOrder, step.to.mesh.rankOrder)
    let (first, last) = (min(from.lowest, to.lowest), max(from.highest, to.highest))
    guard let level = levels.indices.first(where: { domain(of: first, $0) == domain(of: last, $0) })
    else { return nil }
    guard level > 0 else { return level }
    // No inner domain may have ranks of both meshes.
    let isApart =
      domain(of: from.highest, level - 1) < domain(of: to.lowest, level - 1)
      || domain(of: to.highest, level - 1) < domain(of: from.lowest, level - 1)
    return isApart ? level : nil
  }
}
