import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

/// What a search holds to be the least that is left to do, against what plans do.
@Suite struct RemainingTests {
  @Test(arguments: Planning.Goal.allCases)
  func `no plan moves less from where it is than is said to remain`(goal: Planning.Goal) throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var said = 0
    for number in 0..<200 {
      let transition = Transition.random(below: 8, using: &generator)
      let planning = Planning(minimise: goal)
      let plan = try Planner(planning).plan(transition)
      let space = SearchSpace(transition, planning, direct: CrossNdMesh.self)
      let legs = space.legs(of: plan.steps)
      for (index, leg) in legs.enumerated() {
        let left = legs[index...].reduce(0) { $0 + $1.candidate.traffic.total }
        let least = space.remaining(leg.old.layout, leg.old.side)
        #expect(least <= left, "\(goal), seed \(seed), case \(number), step \(index): \(plan)")
        said += least > 0 ? 1 : 0
      }
    }
    #expect(said > 20, "the bound is about nothing")
  }

  @Test(arguments: [Machines.flat, Machines.hosts(), Machines.hosts(sharing: 2), Machines.torus])
  func `no plan takes less time from where it is than is said to be the least`(
    topology: Topology
  ) throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var (tightest, said) = (0.0, 0)
    for number in 0..<200 {
      let transition = Transition.random(below: 8, using: &generator)
      for goal in Planning.Goal.allCases {
        let planning = Planning(minimise: goal, costs: CostModel(topology))
        let space = SearchSpace(transition, planning, direct: CrossNdMesh.self)
        let legs = space.legs(of: try Planner(planning).plan(transition).steps)
        for (index, leg) in legs.enumerated() {
          let left = legs[index...].reduce(0) { sum, leg in
            sum + (space.cost(of: leg.candidate, from: leg.old, to: leg.new)?.time ?? 0)
          }
          let bytes = space.remaining(leg.old.layout, leg.old.side) * space.elementBytes
          let least = space.leastTime + space.leastTime(moving: bytes)
          #expect(
            least <= left, "\(topology.name), \(goal), seed \(seed), case \(number), step \(index)")
          tightest = max(tightest, Double(least) / Double(left))
          said += bytes > 0 ? 1 : 0
        }
      }
    }
    #expect(said > 20 && tightest > 0.5, "the bound is about nothing: \(said), \(tightest)")
  }

  @Test func `a plan that is much faster than the direct exchange is found`()
    throws
  {
    // Of few bytes, for which hundreds of messages are too many: mesh dim after mesh dim.
    let mesh = try ProcessMesh(shape: [8, 8, 64])
    let transition = Transition(
      shape: [64, 64, 64], dtype: .float16,
      from: try TensorDistAttr(parsing: "R,S(1),S(0)", on: mesh),
      to: try TensorDistAttr(parsing: "S(1)#1,R,S(1)#0", on: mesh))
    // By messages: where ranks read each other, that many are nothing.
    let planning = Planning(minimise: .time, costs: CostModel(.oneHost, exchange: .mpi))
    let plan = try Planner(planning).plan(transition)
    let direct = SearchSpace(transition, planning, direct: CrossNdMesh.self)
    let seconds = Planner(planning).certificate(of: plan).price.seconds
    #expect(
      seconds * 3 < Double(direct.directTime(SearchState(layout: direct.start, side: 0))) / 1e12)
  }

  @Test func `of one mesh dim that is reduced it is what the least plan moves`() throws {
    let mesh = try ProcessMesh(shape: [4, 2])
    for (from, to, least) in [
      // Transfers of each element: all contributions but the first knower's own, and to all others.
      ("P(sum),R", "R,S(0)", 3 + 3), ("P(sum),R", "S(0),S(1)", 3),
      ("R,P(max)", "R,R", 1 + 7), ("S(0),P(sum)", "S(0),S(1)", 1),
    ] {
      let transition = Transition(
        shape: [8, 8], dtype: .float32, from: try TensorDistAttr(parsing: from, on: mesh),
        to: try TensorDistAttr(parsing: to, on: mesh))
      let space = SearchSpace(transition, Planning(), direct: CrossNdMesh.self)
      #expect(space.remaining(space.start, 0) == least * 64, "\(transition)")
      #expect(Planner.lowerBound(of: transition) == least * 64 * 4, "\(transition)")
    }
  }
}
