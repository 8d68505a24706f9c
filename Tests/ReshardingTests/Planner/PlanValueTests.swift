import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// A plan is a value: pure, comparable, printable, and of no tensor in particular.
@Suite struct PlanValueTests {
  @Test func `planning twice gives equal plans, with equal text`() throws {
    for transition in try cases() {
      let (first, second) = (try Planner().plan(transition), try Planner().plan(transition))
      #expect(first == second)
      #expect(first.hashValue == second.hashValue)
      #expect(first.description == second.description)
    }
  }

  @Test func `other placements give other plans`() throws {
    let plans = try cases().map { try Planner().plan($0) }
    #expect(Set(plans).count == plans.count)
  }

  @Test func `steps lead from the source to the target, one from the other's end`() throws {
    for transition in try cases() {
      let plan = try Planner().plan(transition)
      guard let first = plan.steps.first, let last = plan.steps.last else { continue }
      #expect(first.from == transition.from && last.to == transition.to, "\(plan)")
      for (step, next) in zip(plan.steps, plan.steps.dropFirst()) {
        #expect(step.to == next.from, "\(plan)")
      }
    }
  }

  @Test func `a plan for thousands of ranks and terabytes takes no data`() throws {
    let mesh = try ProcessMesh(shape: [4096])
    let plan = try Planner().plan(
      Transition(
        shape: [1 << 20, 1 << 20], dtype: .float32,
        from: TensorDistAttr(mesh: mesh, placements: [.shard(0)]),
        to: TensorDistAttr(mesh: mesh, placements: [.replicate])))
    #expect(plan.steps.map(\.collective) == [.allGather])
    #expect(plan.steps.map(\.meshDims) == [[0]])
  }

  @Test func `a plan prints its transition and a line for each step`() throws {
    let plan = try FunctionChoiceTests.plan("P(sum)@row", "R@far")
    #expect(
      plan.description == """
        f32[8, 12] P(sum)@row -> R@far
          1. PToRCrossMesh  reduce-scatter over d0  P(sum)@row -> S(1)@row
          2. PToRCrossMesh  send-receive  S(1)@row -> R@far
        """)
    let nothing = try FunctionChoiceTests.plan("R@row", "R@row")
    #expect(nothing.description == "f32[8, 12] R@row -> R@row\n  nothing to do")
  }

  @Test(arguments: [("S(2)@row", DType.float32), ("P(avg)@row", .int32), ("P(sum)@row", .bool)])
  func `what cannot lie so is refused before anything is planned`(to: String, dtype: DType) throws {
    let transition = Transition(
      shape: [8, 12], dtype: dtype,
      from: try TensorDistAttr(parsing: "R@row", on: FunctionChoiceTests.meshes),
      to: try TensorDistAttr(parsing: to, on: FunctionChoiceTests.meshes))
    #expect(throws: PlanningError.self) { try Planner().plan(transition) }
  }

  private func cases() throws -> [Transition] {
    try FunctionChoiceTests.table.map { from, to, _ in
      try FunctionChoiceTests.plan(from, to).transition
    }
  }
}
