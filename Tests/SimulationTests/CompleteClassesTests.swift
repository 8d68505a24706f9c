import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// Groups in which every rank hears from every other one, in classes of ranks whose shards have equal lengths.
@Suite struct CompleteClassesTests {
  static let shapes = [[7, 5], [12], [16, 6], [5, 4, 3], [48, 32], [0, 3], [1, 9]]
  static let meshes = [[1], [2], [3], [5], [8], [2, 3], [3, 2], [4, 2], [2, 2, 2], [3, 3]]

  private static func topology(_ generator: inout SeededGenerator) -> Topology {
    if Int.random(in: 0..<4, using: &generator) == 0 { return .oneHost }
    var topology = Topology.plain(
      latency: [0, 1e-6].randomElement(using: &generator) ?? 0, bandwidth: 3e7,
      isDuplex: Bool.random(using: &generator))
    topology.engine = .init(copy: 8e9, pack: 3e9, fold: 4e9, stepOverhead: 2e-6)
    if Bool.random(using: &generator) { topology.levels[0].link.gap = 1e-7 }
    return topology
  }

  @Test(arguments: 0..<4)
  func `do what each of their ranks does, on one mesh and between two`(part: Int) throws {
    let seed = Seed.drawn(part: 0xc0 + part)
    var generator = SeededGenerator(seed: seed)
    var (alike, folded) = (0, 0)
    for number in 0..<150 {
      let shape = Self.shapes.randomElement(using: &generator) ?? []
      let ranks = (0..<24).shuffled(using: &generator)
      func mesh(from first: Int) throws -> ProcessMesh {
        let lengths = Self.meshes.randomElement(using: &generator) ?? [2]
        return try ProcessMesh(
          shape: lengths, ranks: Array(ranks[first...].prefix(lengths.reduce(1, *))))
      }
      let source = try mesh(from: 0)
      let target = Bool.random(using: &generator) ? source : try mesh(from: 10)
      let dtype: DType = [.float32, .int8].randomElement(using: &generator) ?? .float32
      let transition = Transition(
        shape: shape, dtype: dtype,
        from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
        to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
      let topology = Self.topology(&generator)
      let exchange = ExchangeChoice.allCases.randomElement(using: &generator) ?? .auto
      let plan = try Planner(Planning(costs: CostModel(topology, exchange: exchange)))
        .plan(transition)
      let simulator = try Simulator(plan, on: topology, exchange: exchange)
      guard simulator.method == .classes else { continue }
      let label = "seed \(seed), case \(number): \(plan) on \(topology), \(exchange)"
      let each = try Simulator(plan, on: topology, exchange: exchange, method: .ranks)
      try simulator.expectEqual(to: each, label)
      #expect(simulator.levelBytes == each.levelBytes, "\(label)")
      if !transition.isOnOneMesh { alike += 1 }
      if simulator.workload.ranks.count < each.workload.ranks.count { folded += 1 }
    }
    // Otherwise nothing is shown.
    #expect(alike >= 5 && folded >= 20, "seed \(seed): \(alike), \(folded)")
  }

  @Test(arguments: 0..<4)
  func `are found from blocks where steps are not complete, also on meshes that overlap`(part: Int)
    throws
  {
    let seed = Seed.drawn(part: 0xd0 + part)
    var generator = SeededGenerator(seed: seed)
    var (together, apart, folded) = (0, 0, 0)
    for number in 0..<200 {
      let shape = Self.shapes.randomElement(using: &generator) ?? []
      let source = ProcessMesh.random(below: 12, using: &generator)
      let isOneMesh = Int.random(in: 0..<3, using: &generator) == 0
      let target = isOneMesh ? source : ProcessMesh.random(below: 12, using: &generator)
      let dtype: DType = [.float32, .int8].randomElement(using: &generator) ?? .float32
      let transition = Transition(
        shape: shape, dtype: dtype,
        from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
        to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
      // Ranks with parts or blocks are looked at one by one.
      guard !transition.isIdentity, !transition.from.isStrided, !transition.to.isStrided else {
        continue
      }
      let topology = Self.topology(&generator)
      var plans = [try Planner(Planning(costs: CostModel(topology))).plan(transition)]
      if isSound(transition) {
        // The direct exchange, which a planner may have passed over.
        let step =
          transition.isOnOneMesh
          ? ReshardStep(SameNdMesh.self, .allToAll, transition)
          : ReshardStep(CrossNdMesh.self, .sendReceive, transition)
        plans.append(ReshardPlan(transition, function: nil, steps: [step]))
      }
      for plan in plans where !plan.steps.isEmpty {
        let simulator = try Simulator([plan], on: topology, method: .classes, fewRanks: 0)
        guard simulator.method == .classes else { continue }
        let label = "seed \(seed), case \(number): \(plan) on \(topology)"
        let each = try Simulator(plan, on: topology, method: .ranks)
        try simulator.expectEqual(to: each, label)
        #expect(simulator.levelBytes == each.levelBytes, "\(label)")
        let overlaps = !source.rankOrder.isDisjoint(with: target.rankOrder)
        if !transition.isOnOneMesh {
          (together, apart) = overlaps ? (together + 1, apart) : (together, apart + 1)
        }
        if simulator.workload.ranks.count < each.workload.ranks.count { folded += 1 }
      }
    }
    // Otherwise nothing is shown.
    #expect(
      together >= 50 && apart >= 10 && folded >= 50,
      "seed \(seed): \(together), \(apart), \(folded)")
  }

  private static func run(
    _ from: String, on source: ProcessMesh, _ to: String, on target: ProcessMesh
  ) throws -> SimulatedRun {
    let plan = try Planner().plan(
      Transition(
        shape: [65_536, 65_536], dtype: .float32, from: TensorDistAttr(parsing: from, on: [source]),
        to: TensorDistAttr(parsing: to, on: [target])))
    return try Simulator(plan, on: .oneHost).run()
  }

  @Test(arguments: [("S(0)", "R"), ("S(0)", "S(1)"), ("P(sum)", "S(0)"), ("P(sum)", "R")])
  func `two meshes of 65,536 ranks are a handful of classes`(from: String, to: String) throws {
    let source = try ProcessMesh(shape: [65_536])
    let target = try ProcessMesh(shape: [65_536], ranks: Array(65_536..<131_072))
    let run = try Self.run(from, on: source, to, on: target)
    #expect(run.ranks == 131_072 && run.classes == 2 && run.method == .classes)
    #expect(run.steps.last?.messages == 65_536 * 65_536)
  }

  @Test(arguments: [
    ("S(0)", "R"), ("S(0)", "S(1)"), ("S(0)", "S(0)"), ("P(sum)", "S(0)"), ("P(sum)", "R"),
    ("R", "S(0)"),
    ("R", "R"),
  ])
  func `meshes of 65,536 ranks that overlap are classes, and move what the planner says`(
    from: String, to: String
  ) throws {
    let source = try ProcessMesh(shape: [65_536])
    let target = try ProcessMesh(shape: [65_536], ranks: 32_768..<98_304)
    let transition = Transition(
      shape: [65_536, 65_536], dtype: .float32,
      from: try TensorDistAttr(parsing: from, on: [source]),
      to: try TensorDistAttr(parsing: to, on: [target]))
    let plan = try Planner().plan(transition)
    let run = try Simulator(plan, on: .oneHost).run()
    #expect(run.ranks == 98_304 && run.classes <= 16 && run.method == .classes)
    #expect(run.steps.map(\.bytes) == Planner.receivedBytes(of: plan))
  }

  @Test(arguments: [
    ("S(0),S(1)", "S(1),S(0)"), ("S(0),R", "R,S(0)"), ("P(sum),S(0)", "S(0),R"),
  ])
  func `a million ranks whose blocks are unequal are classes, and move what the planner says`(
    from: String, to: String
  ) throws {
    let mesh = try ProcessMesh(shape: [1000, 1000])
    let transition = Transition(
      shape: [65_536, 65_536], dtype: .float32, from: try TensorDistAttr(parsing: from, on: [mesh]),
      to: try TensorDistAttr(parsing: to, on: [mesh]))
    let plan = try Planner().plan(transition)
    let run = try Simulator(plan, on: .oneHost).run()
    #expect(run.ranks == 1_000_000 && run.classes <= 256 && run.method == .classes)
    #expect(run.steps.map(\.bytes) == Planner.receivedBytes(of: plan))
  }

  @Test func `copies share the sending of more bytes than products of integers hold`() throws {
    let source = try ProcessMesh(shape: [65_536])
    let target = try ProcessMesh(shape: [65_536], ranks: Array(65_536..<131_072))
    let plan = try Planner().plan(
      Transition(
        shape: [65_536, 65_536], dtype: .float32,
        from: TensorDistAttr(parsing: "R", on: [source]),
        to: TensorDistAttr(parsing: "R", on: [target])))
    let schedule = Schedule(
      Exchange(
        shape: [65_536, 65_536], from: plan.transition.from, to: plan.transition.to))
    // Each copy serves one receiver.
    #expect(schedule.cells.values.allSatisfy { $0.count == 1 })
    #expect(schedule.cells[131_071]?.map(\.sources) == [[65_535]])
  }

  @Test func `the partial values of a million ranks are reduced in unequal segments`() throws {
    let mesh = try ProcessMesh(shape: [1_000_000])
    let run = try Self.run("P(sum)", on: mesh, "R", on: mesh)
    // 2^32 elements are 999,992 segments of 4295, one that is shorter, and 7 of none.
    #expect(run.ranks == 1_000_000 && run.classes == 3 && run.method == .classes)
    #expect(run.steps.map(\.bytes) == [2 * 999_999 << 34])
  }

  @Test func `unequal columns of a million ranks are gathered in groups`() throws {
    let mesh = try ProcessMesh(shape: [1000, 1000])
    let run = try Self.run("S(0),S(1)", on: mesh, "R,S(1)", on: mesh)
    #expect(run.method == .classes && run.classes == 9)
    // Each of 1000 rows of ranks gets what the others have of 65,536 rows, of its columns.
    #expect(run.steps.map(\.bytes) == [999 << 34])
  }
}
