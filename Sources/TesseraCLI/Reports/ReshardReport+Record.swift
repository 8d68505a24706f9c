import CostModel
import Execution
import PlanningCommands
import Resharding
import Tessera

extension ReshardReport {
  /// Adds what was counted on all ranks while one leg was carried out. Collective.
  mutating func add(_ record: ReshardRecord?, of leg: Transition, on cluster: Cluster) throws {
    guard let record else { return }
    let plan = record.plan
    let numbers = cluster.residents.map { rank in
      record.steps.flatMap { step in
        [
          step.sent[rank] ?? 0, step.received[rank] ?? 0, Int(step.seconds * 1e9),
          step.mode.flatMap(ExchangeMode.allCases.firstIndex) ?? -1,
        ]
      } + [record.peakExtraBytes[rank] ?? 0, Int(record.seconds * 1e9)]
    }
    let all = try cluster.isVirtual ? numbers : cluster.gathered(numbers[0])
    let ranks = 0...(leg.ranks.last ?? 0)
    for (index, step) in plan.steps.enumerated() {
      var entry = Step(
        step, sent: ranks.map { all[$0][4 * index] }, received: ranks.map { all[$0][4 * index + 1] }
      )
      entry.seconds = Double(all.map { $0[4 * index + 2] }.max() ?? 0) / 1e9
      let taken = Set(all.map { $0[4 * index + 3] }).sorted().filter { $0 >= 0 }
      entry.ways = taken.isEmpty ? nil : taken.map { ExchangeMode.allCases[$0].rawValue }
      steps.append(entry)
      receivedTotal += all.reduce(0) { $0 + $1[4 * index + 1] }
    }
    add(bound: Planner.lowerBound(of: leg))
    let last = 4 * plan.steps.count
    peakExtraBytes = max(peakExtraBytes, all.map { $0[last] }.max() ?? 0)
    seconds = (seconds ?? 0) + Double(all.map { $0[last + 1] }.max() ?? 0) / 1e9
  }
}
