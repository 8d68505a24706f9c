import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// The simulation by classes of ranks against the one of each rank by itself.
@Suite struct ClassesTests {
  static let meshes = [
    [1], [4], [6], [8], [2, 2], [4, 2], [2, 3], [4, 4], [8, 2], [2, 2, 2], [4, 2, 4], [3, 4, 2],
    [2, 2, 2, 2],
  ]

  static let shapes = [
    [], [0], [5], [16], [24, 16], [16, 16, 16], [7, 5], [48, 32], [12, 8, 24], [16, 3, 8], [4, 0],
  ]

  @Test(arguments: 0..<4)
  func `classes of ranks do what each of their ranks does`(part: Int) throws {
    let seed = Seed.drawn(part: part)
    var generator = SeededGenerator(seed: seed)
    var folded = 0
    for number in 0..<60 {
      let shape = Self.shapes.randomElement(using: &generator) ?? []
      let lengths = Self.meshes.randomElement(using: &generator) ?? [2]
      let count = lengths.reduce(1, *)
      let first = [0, 0, 8, 3].randomElement(using: &generator) ?? 0
      var ranks = Array(first..<(first + count))
      if Int.random(in: 0..<8, using: &generator) == 0 { ranks.shuffle(using: &generator) }
      let mesh = try ProcessMesh(shape: lengths, ranks: ranks)
      let dtype: DType = [.float32, .int8].randomElement(using: &generator) ?? .float32
      let transition = Transition(
        shape: shape, dtype: dtype,
        from: .random(on: mesh, shape: shape, dtype: dtype, using: &generator),
        to: .random(on: mesh, shape: shape, dtype: dtype, using: &generator))
      let topology = Topology.random(using: &generator)
      let label = "seed \(seed), case \(number): \(transition) on \(topology.levels)"
      var plans = [try Planner().plan(transition)]
      if isSound(transition), !transition.isIdentity {
        // The direct exchange, which a planner may have passed over.
        plans.append(
          ReshardPlan(
            transition, function: nil,
            steps: [ReshardStep(SameNdMesh.self, .allToAll, transition)]))
      }
      for plan in plans where !plan.steps.isEmpty {
        let isPlain = plan.steps.allSatisfy { $0.inShardOrder(shape) != nil }
        let classes = try Simulator(plan, on: topology, method: isPlain ? .classes : nil)
        try classes.expectEqual(to: Simulator(plan, on: topology, method: .ranks), label)
        if classes.workload.ranks.count < count { folded += 1 }
      }
    }
    // Otherwise nothing is shown.
    #expect(folded >= 5, "seed \(seed)")
  }
}
