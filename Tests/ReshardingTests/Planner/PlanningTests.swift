import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

/// Plans under every goal: right, with the bytes and the memory that they promise.
@Suite struct PlanningTests {
  @Test(arguments: Planning.Goal.allCases, 0..<4)
  func `random transitions keep the value and their promises`(goal: Planning.Goal, part: Int) throws
  {
    let seed = Seed.drawn(part: part)
    var generator = SeededGenerator(seed: seed)
    for number in 0..<300 {
      let transition = Transition.random(below: 8, using: &generator)
      let staging = [1, 64, 8 << 20][number % 3]
      let planning = Planning(minimise: goal, stagingBytes: staging)
      let trial = try Trial(
        transition, seed: generator.next(), stagingBytes: staging, planning: planning)
      let label = "\(goal), seed \(seed), case \(number): "
      if let fault = trial.fault { Issue.record("\(label)\(fault)") }
      Self.checkMemory(trial, planning, label)
      if goal == .time { Self.checkTime(trial, label) }
    }
  }

  @Test(arguments: Planning.Goal.allCases)
  func `pairs of placements on 2x2 keep the value`(goal: Planning.Goal) throws {
    let mesh = try ProcessMesh(shape: [2, 2], ranks: [2, 0, 3, 1])
    let attrs = TensorDistAttr.all(on: mesh, ndim: 2, dtype: .bool)
    for (first, from) in attrs.enumerated() {
      for (second, to) in attrs.enumerated() where (first + second) % 3 == 0 {
        let transition = Transition(shape: [5, 3], dtype: .bool, from: from, to: to)
        let trial = try Trial(transition, planning: Planning(minimise: goal))
        if let fault = trial.fault { Issue.record("\(goal): \(fault)") }
      }
    }
  }

  @Test(arguments: Planning.Goal.allCases)
  func `planning again gives the same plan`(goal: Planning.Goal) throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<30 {
      let transition = Transition.random(below: 8, using: &generator)
      let plans = try (0..<2).map { _ in try Planner(Planning(minimise: goal)).plan(transition) }
      #expect(plans[0] == plans[1], "seed \(seed), case \(number): \(transition)")
    }
  }

  @Test func `a goal is never served better by another goal's plan`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<40 {
      let transition = Transition.random(below: 8, using: &generator)
      let plans = try Planning.Goal.allCases.map { goal in
        try Planner(Planning(minimise: goal)).plan(transition)
      }
      let certificates = plans.map { Planner().certificate(of: $0) }
      // Where bytes count first, a function of one mesh dim keeps its own answer.
      let isSearched = allReshardFunctions.first { $0.name == plans[1].function }.map {
        $0.steps(transition) == nil
      }
      let label = "seed \(seed), case \(number): \(transition)"
      for other in certificates {
        // The first of `allCases` is time, the second bytes.
        if isSearched == true {
          #expect(certificates[1].received <= other.received, "\(label)")
        }
        if other.received <= 2 * (other.lowerBound ?? 0), transition.changedDim == nil {
          #expect(certificates[0].price.seconds <= other.price.seconds * (1 + 1e-9), "\(label)")
        }
      }
    }
  }

  @Test func `merged mesh dims take one step`() throws {
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    // Gathers of few bytes, where messages count, and folds of many, where bytes do.
    let (small, large) = ([8, 12], [512, 768])
    let rows: [([Int], String, String, String)] = [
      (small, "S(0),S(0)", "R,R", "SToR  all-gather over dp,tp"),
      (small, "S(0),S(1)", "R,R", "SToR  all-gather over dp,tp"),
      (small, "R,R", "S(0),S(1)", "RToS  local over dp,tp"),
      (large, "P(sum),P(sum)", "R,R", "PToR  all-reduce over dp,tp"),
      (large, "P(sum),P(sum)", "S(0),S(0)", "PToS  reduce-scatter over dp,tp"),
    ]
    for (shape, from, to, step) in rows {
      let plan = try Planner(Planning(minimise: .time)).plan(
        Transition(
          shape: shape, dtype: .float32, from: TensorDistAttr(parsing: from, on: mesh),
          to: TensorDistAttr(parsing: to, on: mesh)))
      #expect(plan.steps.count == 1, "\(plan)")
      #expect(plan.steps.first?.description.hasPrefix(step) == true, "\(plan)")
    }
  }

  private static func checkMemory(_ trial: Trial, _ planning: Planning, _ label: String) {
    let peak = trial.record.peakExtraBytes.values.max() ?? 0
    #expect(
      peak == trial.plan.peakExtraBytes(stagingBytes: planning.stagingBytes),
      "\(label)\(trial.plan)")
    let space = SearchSpace(trial.plan.transition, planning, direct: CrossNdMesh.self)
    if trial.plan.transition.isOnOneMesh {
      #expect(
        peak <= space.cost(of: trial.plan.steps)?.memory ?? 0, "\(label)\(trial.plan)")
    }
  }

  /// No more than twice the bound, and nothing on the way that is larger than both ends.
  private static func checkTime(_ trial: Trial, _ label: String) {
    let transition = trial.plan.transition
    if !transition.from.isPartial, !transition.to.isPartial {
      #expect(trial.moved <= 2 * Planner.lowerBound(of: transition), "\(label)\(trial.plan)")
    }
    #expect(trial.plan.largestOnTheWay <= trial.plan.largestEnd, "\(label)\(trial.plan)")
  }
}

extension Transition {
  /// A random change on one mesh, or between two.
  static func random(below limit: Int, using generator: inout SeededGenerator) -> Transition {
    let shapes = [[], [0], [5], [8, 6], [7, 5], [4, 0, 3], [2, 3, 4], [16], [12, 12]]
    let shape = shapes.randomElement(using: &generator) ?? []
    let dtype = DType.allCases.randomElement(using: &generator) ?? .float32
    let source = ProcessMesh.random(below: limit, using: &generator)
    let target =
      Bool.random(using: &generator) ? source : ProcessMesh.random(below: limit, using: &generator)
    return Transition(
      shape: shape, dtype: dtype,
      from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
      to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
  }
}

extension ReshardPlan {
  /// The elements of the largest shard between two steps.
  var largestOnTheWay: Int {
    steps.dropLast().map { Self.largest($0.to, transition.shape) }.max() ?? 0
  }

  /// The elements of the largest shard before and after.
  var largestEnd: Int {
    max(
      Self.largest(transition.from, transition.shape), Self.largest(transition.to, transition.shape)
    )
  }

  private static func largest(_ attr: TensorDistAttr, _ shape: [Int]) -> Int {
    attr.mesh.ranks.indices.map { attr.box(at: attr.mesh.coordinate(at: $0), shape: shape).count }
      .max() ?? 0
  }
}
