import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

@Suite struct LowerBoundTests {
  @Test func `the bound of random transitions is the one counted element by element`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<300 {
      let shape = [[], [3], [4, 3], [5, 2], [2, 3, 2], [0, 2]][number % 6]
      let source = ProcessMesh.random(below: 6, using: &generator)
      let target = number % 2 == 0 ? source : ProcessMesh.random(below: 6, using: &generator)
      let to = TensorDistAttr.random(on: target, shape: shape, dtype: .float32, using: &generator)
      var from = to
      repeat {
        from = .random(on: source, shape: shape, dtype: .float32, using: &generator)
      } while from.isPartial
      let transition = Transition(shape: shape, dtype: .float32, from: from, to: to)
      #expect(
        Planner.lowerBound(of: transition) == transition.bruteForceBound,
        "seed \(seed), case \(number): \(transition)")
    }
  }

  @Test func `the bound that placements tell is the one that ranks tell`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<800 {
      let transition = Transition.random(below: 8, using: &generator)
      #expect(
        Planner.lowerBound(of: transition) == transition.enumeratedLowerBound,
        "seed \(seed), case \(number): \(transition)")
    }
  }

  @Test(
    arguments: [[0], [0, 1], [0, 1, 2, 3]], [[0], [3, 1], [4, 5, 6], [0, 1, 2, 3], [2, 9]])
  func `the bound of a fold is the one counted element by element`(source: [Int], target: [Int]) {
    for to in [Placement.replicate, .shard(0), .shard(1)] {
      let transition = Transition(
        shape: [5, 3], dtype: .int16, from: .row(source, .partial(.sum)), to: .row(target, to))
      #expect(Planner.lowerBound(of: transition) == transition.bruteForceFoldBound, "\(transition)")
    }
  }

  @Test(arguments: [("P(sum)", "R", 131_071), ("P(sum)", "S(0)", 65_536)])
  func `the bound of a fold between meshes of 65,536 ranks is known`(
    from: String, to: String, transfers: Int
  ) throws {
    let source = try ProcessMesh(shape: [65_536])
    let target = try ProcessMesh(shape: [65_536], ranks: Array(65_536..<131_072))
    let transition = try Transition(
      shape: [65_536, 8], dtype: .float32, from: TensorDistAttr(parsing: from, on: [source]),
      to: TensorDistAttr(parsing: to, on: [target]))
    #expect(Planner.lowerBound(of: transition) == transfers * 65_536 * 8 * 4)
  }

  @Test func `a partial mesh dim that stays costs no more than folding it and making it anew`()
    throws
  {
    // Pinned, both coordinates of the last mesh dim would fold four values each.
    let mesh = try ProcessMesh(shape: [2, 2, 2])
    let attrs = try ["P(min),P(any),P(any)", "P(avg),R,P(any)"].map {
      try TensorDistAttr(parsing: $0, on: [mesh])
    }
    let trial = try Trial(Transition(shape: [9, 4], dtype: .float32, from: attrs[0], to: attrs[1]))
    #expect(trial.fault == nil)
  }

  @Test func `a rank of both meshes folds its own contribution, and receives only the others`()
    throws
  {
    let grid = try ProcessMesh(shape: [2, 2])
    let from = try TensorDistAttr(parsing: "P(sum),R", on: [grid])
    let transition = Transition(
      shape: [8, 3], dtype: .float32, from: from, to: .row([1, 4], .shard(0)))
    let trial = try Trial(transition)
    #expect(trial.fault == nil)
    // Rank 1 lacks one contribution to its half, rank 4 both to its.
    #expect(trial.plan.traffic.map(\.received) == [[1: 48, 4: 96]])
    #expect(trial.moved == Planner.lowerBound(of: transition))
  }
}
