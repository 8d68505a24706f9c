@testable import Autosharding
import CostModel
import Elements
import Forecasts
import ProgramCases
import Programs
import Sharding
import Testing

/// The search over random programs: it is never above what others choose in the same space.
@Suite struct PlacementTests {
  static let topology = try! Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")

  static func search(_ program: Program, on mesh: ProcessMesh, _ goal: SearchGoal) throws
    -> PlacementChoice
  {
    let search = try PlacementSearch(
      program, StepSetup(), try ProgramPrices(topology), on: mesh, goal: goal)
    return try search.found(search.corner(at: 0), within: .infinity, binds: false)
  }

  /// The cost in what is minimised.
  static func cost(_ choice: PlacementChoice, _ goal: SearchGoal) -> Double {
    switch goal {
    case .time: choice.seconds
    case .bytes: choice.receivedBytes
    case .memory: choice.memoryBytes
    }
  }

  @Test(arguments: 0..<12, [SearchGoal.time, .bytes])
  func `no known plan, nor completion, costs less in the same space`(
    seed: UInt64, goal: SearchGoal
  ) throws {
    let random = RandomProgram(seed: seed, ranks: 4, ops: 3...12)
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    var program = random.program
    // Reshards and placements of other meshes say nothing here.
    program = program.withoutPlacements()
    let own = Self.cost(try Self.search(program, on: mesh, goal), goal)
    var others = KnownPlan.allCases.compactMap { $0.applied(to: program, on: mesh) }
    let completed = try Completion(on: [mesh])(program)
    var pinned = program
    for id in pinned.inputs {
      pinned.values[id].annotation = completed.attr(of: pinned.values[id].name).map(Annotation.init)
    }
    others.append(pinned)
    for other in others {
      let cost = Self.cost(try Self.search(other, on: mesh, goal), goal)
      #expect(own <= cost * (1 + 1e-6) + 1e-12, "seed \(seed)")
    }
  }

  @Test(arguments: [SearchGoal.time, .bytes, .memory])
  func `of small programs all choices are tried, and none is better`(goal: SearchGoal) throws {
    let mesh = try ProcessMesh(shape: [2], axes: ["tp"])
    for text in [
      "program a(x: f32[4,6]{S(0)}, w: f32[6,8]) { y = matmul(x, w) z = relu(y) return z }",
      "program b(x: f32[4,6], y: f32[4,6]{S(1)}) { z = add(x, y) s = sum(z, axis=[1]) return s }",
      "program c(x: f32[4,4]) { y = matmul(x, x) z = add(y, x) return z }",
    ] {
      let program = try Program(parsing: text)
      let problem = try PlacementProblem(
        program, StepSetup(),
        StrategyPrices(try ProgramPrices(Self.topology), on: mesh))
      let weights =
        switch goal {
        case .time: PlacementProblem.Weights(seconds: 1)
        case .bytes: PlacementProblem.Weights(seconds: 1e-3, bytes: 1)
        case .memory: PlacementProblem.Weights(seconds: 1, memory: 1)
        }
      let graph = try problem.graph(weights)
      let solution = graph.solved()
      let least = graph.leastByForce
      #expect(abs(solution.cost - least) <= 1e-9 * least, "\(text)")
    }
  }

  @Test(arguments: [SearchGoal.time, .bytes])
  func `nothing that holds no more than a corner costs less`(goal: SearchGoal) throws {
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    let program = try Program(
      parsing: """
        program m(x: f32[64,256]{S(0),R}, parameter w: f32[256,1024], parameter v: f32[1024,256]) {
          h = matmul(x, w)
          a = relu(h)
          y = matmul(a, v)
          return y
        }
        """)
    let search = try PlacementSearch(
      program, StepSetup(), try ProgramPrices(Self.topology), on: mesh, goal: goal)
    let corners = try search.corners(everywhere: true, atMost: 40) { _ in true }
    // Both weights cut by four, and a half of x.
    #expect(corners.count > 1 && corners.last?.held == 4 * (2 * 256 * 1024 / 4 + 32 * 256))
    for (one, next) in zip(corners, corners.dropFirst()) {
      #expect(one.held > next.held && one.cost < next.cost)
    }
    for corner in corners {
      let found = try search.found(corner, within: corner.held, binds: true)
      #expect(found.gap == 0 && found.memoryBytes == corner.held)
      #expect((found.multiplier > 0) == (corner.held < corners[0].held))
    }
    // Below the first corner that one is no longer allowed, and the next one may not be the best.
    let between = (corners[0].held + corners[1].held) / 2
    #expect(try search.found(corners[1], within: between, binds: true).gap > 0)
    let few = try search.corners(everywhere: false, atMost: 12) { $0.held <= between }
    #expect(
      few.contains { $0.held == corners[0].held } && few.contains { $0.held == corners[1].held })
  }

  @Test func `tensor parallelism cuts weights by columns and by rows in turn`() throws {
    let program = try Program(
      parsing: """
        program m(ids: i64[4,8], parameter e: f32[32,16], parameter w: f32[16,64], parameter b: f32[64], parameter v: f32[64,16]) {
          x = embedding(ids, e)
          h = matmul(x, w)
          c = add(h, b)
          a = gelu(c)
          y = matmul(a, v)
          z = add(x, y)
          return z
        }
        """)
    let mesh = try ProcessMesh(shape: [2, 4], axes: ["dp", "tp"])
    let placed = try #require(KnownPlan.tensorParallel.applied(to: program, on: mesh))
    let placements = placed.inputs.map { placed.values[$0].annotation?.description ?? "" }
    #expect(placements == ["S(0),R", "R,S(0)", "R,S(1)", "R,S(0)", "R,S(0)"])
    let whole = try ProcessMesh(shape: [8, 1], axes: ["dp", "tp"])
    #expect(KnownPlan.tensorParallel.applied(to: program, on: whole) == nil)
  }
}
