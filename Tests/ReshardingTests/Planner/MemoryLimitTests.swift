import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

/// Plans that must do with little memory.
@Suite struct MemoryLimitTests {
  @Test func `what is said to be needed is enough, and less is refused`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var refusals = 0
    for number in 0..<60 {
      let transition = Transition.random(below: 6, using: &generator)
      guard transition.isOnOneMesh else { continue }
      let label = "seed \(seed), case \(number): \(transition)"
      guard case .memory(let needed, 0, _)? = Self.refusal(transition, 0) else { continue }
      refusals += 1
      #expect(needed > 0, "\(label)")
      #expect(Self.refusal(transition, needed - 1) != nil, "\(label)")
      let planning = Planning(memoryLimit: needed)
      let trial = try Trial(transition, seed: seed, planning: planning)
      if let fault = trial.wrongResult { Issue.record("\(label): \(fault)") }
      let peak = trial.record.peakExtraBytes.values.max() ?? 0
      #expect(peak <= needed, "\(label)\n\(trial.plan)")
    }
    #expect(refusals > 0, "seed \(seed)")
  }

  @Test(arguments: Planning.Goal.allCases)
  func `a limit lowers the staging, and the executor obeys`(goal: Planning.Goal) throws {
    let mesh = try ProcessMesh(shape: [2, 2])
    let transition = Transition(
      shape: [64, 64], dtype: .float32, from: try TensorDistAttr(parsing: "S(0),R", on: mesh),
      to: try TensorDistAttr(parsing: "S(1),R", on: mesh))
    let free = try Planner(Planning(minimise: goal)).plan(transition)
    #expect(free.stagingBytes == nil)
    #expect(free.peakExtraBytes() > 1000)
    let planning = Planning(minimise: goal, memoryLimit: 1000)
    let trial = try Trial(transition, planning: planning)
    #expect(trial.fault == nil)
    #expect(trial.plan.stagingBytes == 1000)
    #expect(trial.plan.peakExtraBytes() <= 1000)
    #expect((trial.record.peakExtraBytes.values.max() ?? 0) <= 1000)
  }

  @Test func `the refusal says what is needed`() throws {
    let mesh = try ProcessMesh(shape: [2])
    let transition = Transition(
      shape: [4, 4], dtype: .float32, from: .row([0, 1], .shard(0)), to: .row([0, 1], .shard(1)))
    #expect(mesh.count == 2)
    #expect(
      Self.refusal(transition, 3)?.description
        == "f32[4, 4] S(0) -> S(1): a plan needs at least 8 B beyond source and target, "
        + "the memory limit is 3 B")
  }

  private static func refusal(_ transition: Transition, _ limit: Int) -> PlanningError? {
    do throws(PlanningError) {
      _ = try Planner(Planning(memoryLimit: limit)).plan(transition)
      return nil
    } catch { return error }
  }
}
