import CostModel
import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

@Suite struct EnumeratedLoadTests {
  @Test func `a load has the bytes that the executor moved`() throws {
    let mesh = try ProcessMesh(shape: [2, 3])
    let other = try ProcessMesh(shape: [4], ranks: [5, 6, 7, 1])
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
      let shape = [7, 6, 5]
      let targets = round.isMultiple(of: 2) ? mesh : other
      let transition = Transition(
        shape: shape, dtype: .float32,
        from: .random(on: mesh, shape: shape, dtype: .float32, using: &generator),
        to: .random(on: targets, shape: shape, dtype: .float32, using: &generator))
      let trial = try Trial(transition)
      for (step, record) in zip(trial.plan.steps, trial.record.steps) {
        let load = step.enumeratedLoad(shape: shape, dtype: .float32)
        #expect(load.received == record.received.values.max() ?? 0, "TESSERA_SEED=\(seed): \(step)")
        #expect(load.sent == record.sent.values.max() ?? 0, "TESSERA_SEED=\(seed): \(step)")
        #expect((load.received == 0) == (load.peers == 0), "TESSERA_SEED=\(seed): \(step)")
      }
    }
  }

  /// A float32[8, 8] on 4 ranks: a shard has 64 B, a replica 256 B.
  @Test(arguments: [
    ("S(0)", "R", StepLoad.Work(packed: 0, folded: 0, copied: 64)),
    // What others have comes in staged, with the own piece; columns are no run of rows.
    ("S(1)", "R", StepLoad.Work(packed: 192, folded: 0, copied: 64)),
    ("S(0)", "S(1)", StepLoad.Work(packed: 96 - 48, folded: 0, copied: 16)),
    ("S(1)", "S(0)", StepLoad.Work(packed: 96 - 48, folded: 0, copied: 16)),
    ("P(sum)", "S(0)", StepLoad.Work(packed: 0, folded: 256, copied: 0)),
    ("P(sum)", "S(1)", StepLoad.Work(packed: 192, folded: 256, copied: 0)),
    ("P(sum)", "R", StepLoad.Work(packed: 0, folded: 256, copied: 0)),
    ("R", "S(0)", StepLoad.Work(packed: 0, folded: 0, copied: 0)),
    ("S(0)", "P(sum)", StepLoad.Work(packed: 0, folded: 0, copied: 64)),
  ])
  func `a load has the copies and folds that a rank makes`(
    from: String, to: String, work: StepLoad.Work
  ) throws {
    let mesh = try ProcessMesh(shape: [4])
    let plan = try Planner().plan(
      Transition(
        shape: [8, 8], dtype: .float32, from: TensorDistAttr(parsing: from, on: [mesh]),
        to: TensorDistAttr(parsing: to, on: [mesh])))
    let load = try #require(plan.steps.first).enumeratedLoad(shape: [8, 8], dtype: .float32)
    #expect(
      StepLoad.Work(packed: load.packed, folded: load.folded, copied: load.copied) == work)
  }
}

extension StepLoad {
  /// The bytes that a rank handles by itself.
  struct Work: Equatable {
    var packed, folded, copied: Int
  }
}
