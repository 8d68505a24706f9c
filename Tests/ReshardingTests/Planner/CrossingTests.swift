import CostModel
import Execution
import ReshardCases
import Resharding
import Sharding
import Simulation
import Testing

/// Partial values between meshes: reduced before they cross, or where they arrive.
@Suite struct CrossingTests {
  /// A rank on each of four hosts, and the four of a fifth.
  private func transition(_ count: Int, from: String = "P(sum)", to: String = "R") throws
    -> Transition
  {
    let source = try ProcessMesh(shape: [4], ranks: [0, 4, 8, 12])
    let target = try ProcessMesh(shape: [4], ranks: [16, 17, 18, 19])
    return Transition(
      shape: [count], dtype: .float32, from: try TensorDistAttr(parsing: from, on: [source]),
      to: try TensorDistAttr(parsing: to, on: [target]))
  }

  private func planning(_ goal: Planning.Goal) -> Planning {
    Planning(minimise: goal, costs: CostModel(Machines.hosts()))
  }

  @Test(arguments: [4, 64, 256, 512, 1 << 14, 1 << 20])
  func `they cross as they are where that is quicker`(count: Int) throws {
    let transition = try transition(count)
    let planning = planning(.time)
    let plan = try Planner(planning).plan(transition)
    let crossing = try Planner(planning).carryingPartials(transition)
    let carries = crossing.steps.map(\.collective) == [.sendReceive, .allReduce]
    // Four times the bytes of a quarter each on the cables, for one latency less on the wires.
    #expect(carries == (count <= 256))
    #expect(carries || crossing == plan)
    let seconds = [plan, crossing].map { Planner(planning).certificate(of: $0).price.seconds }
    #expect(carries ? seconds[1] < seconds[0] : seconds[1] == seconds[0])
  }

  @Test(arguments: [4, 256, 1 << 14])
  func `where bytes count they are reduced before they cross`(count: Int) throws {
    let transition = try transition(count)
    let planning = planning(.bytes)
    #expect(
      try Planner(planning).carryingPartials(transition) == Planner(planning).plan(transition))
  }

  @Test func `what is not partial, and what is not reduced, is planned as ever`() throws {
    for (from, to) in [("R", "S(0)"), ("S(0)", "R"), ("P(sum)", "P(sum)")] {
      let transition = try transition(64, from: from, to: to)
      let planning = planning(.time)
      #expect(
        try Planner(planning).carryingPartials(transition) == Planner(planning).plan(transition))
    }
  }

  @Test(arguments: ["R", "S(0)", "P(max)"])
  func `a crossing gives the value`(placement: String) throws {
    for from in ["P(sum)", "P(max)"] {
      let transition = try transition(30, from: from, to: placement)
      let crossing = try Planner(planning(.time)).carryingPartials(transition)
      let shards = transition.sourceShards(seed: 11)
      let (result, _) = try VirtualCluster(size: 20).run(crossing, shards)
      #expect(transition.mismatch(result, from: shards) == nil)
    }
  }
}
