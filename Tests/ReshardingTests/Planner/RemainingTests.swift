import Elements
import ReshardCases
import Sharding
import Testing

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
      let plan = try ReshardPlan(transition, planning)
      let land = Landscape(transition, planning, direct: CrossNdMesh.self)
      let legs = land.legs(of: plan.steps)
      for (index, leg) in legs.enumerated() {
        let left = legs[index...].reduce(0) { $0 + $1.move.movement.total }
        let least = land.remaining(leg.old.layout, leg.old.side)
        #expect(least <= left, "\(goal), seed \(seed), case \(number), step \(index): \(plan)")
        said += least > 0 ? 1 : 0
      }
    }
    #expect(said > 20, "the bound is about nothing")
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
      let land = Landscape(transition, Planning(), direct: CrossNdMesh.self)
      #expect(land.remaining(land.start, 0) == least * 64, "\(transition)")
      #expect(transition.lowerBound == least * 64 * 4, "\(transition)")
    }
  }
}
