import CostModel
import Elements
import Forecasts
import Programs
import Sharding
import Testing

/// What is made again, so that a rank holds no more than it may.
@Suite struct MemoryBoundTests {
  /// A chain of blocks, each a product and two functions.
  private static func chain(_ blocks: Int) throws -> Program {
    try Program.trace("chain") { chain in
      var x = try chain.input("x", shape: [512, 16])
      for block in 0..<blocks {
        let w = try chain.parameter("w\(block)", shape: [16, 16])
        x = try (x • w).tanh().sin()
      }
      return [try x.square().mean().named("loss")]
    }
  }

  private static func completed(_ program: Program, _ ranks: Int, _ place: String) throws
    -> CompletedProgram
  {
    let mesh = try ProcessMesh(shape: [ranks])
    var patterns = PlacementPatterns()
    try patterns.add("x", place)
    let placed = try patterns.applied(to: program)
    return try Completion(on: [mesh])(placed.gradients(of: "loss")).applying()
  }

  @Test(arguments: [(1, "R"), (4, "S(0)")])
  func `less memory costs more operations, and the plan keeps to the bound`(
    ranks: Int, place: String
  ) throws {
    let program = try Self.chain(12)
    func bound(_ limit: Int) throws -> MemoryBound {
      try MemoryBound(program, limit: limit) { try Self.completed($0, ranks, place) }
    }
    let free = try bound(.max)
    #expect(free.program == program && free.recomputedOps == 0 && free.operations == 0)
    #expect(free.peakBytes == free.keptBytes && free.allOperations > 0)
    var before = free
    for part in [0.9, 0.7, 0.6] {
      let limit = Int(part * Double(free.peakBytes))
      let found = try bound(limit)
      #expect(found.peakBytes <= limit && found.keptBytes == free.peakBytes)
      #expect(found.recomputedOps > 0 && found.operations >= before.operations)
      let all = free.allOperations + found.operations
      #expect(abs(found.allOperations - all) < 0.05 * all, "\(found.allOperations), \(all)")
      let again = try Self.completed(found.program, ranks, place)
      #expect(try ProgramPlan(again).peakBytes == found.peakBytes)
      let made = again.program.ops.count {
        again.program.values[$0.outputs[0]].keeping == .recomputed
      }
      #expect(made == found.recomputedOps)
      before = found
    }
  }

  @Test func `gradients under a bound are chosen from code, and their program keeps to it`() throws
  {
    let program = try Self.chain(12)
    let mesh = try ProcessMesh(shape: [1])
    let free = try program.gradients(of: "loss", memoryLimit: .max, on: [mesh])
    #expect(free.program == (try program.gradients(of: "loss")) && free.bound.recomputedOps == 0)
    let names = ["w3", "w0"]
    let some = try program.gradients(
      of: "loss", withRespectTo: names, memoryLimit: .max, on: [mesh])
    let limit = some.bound.peakBytes * 3 / 4
    let made = try program.gradients(
      of: "loss", withRespectTo: names, memoryLimit: limit, on: [mesh])
    #expect(
      made.program.results.map { made.program.values[$0].name } == ["loss", "grad.w3", "grad.w0"])
    let plan = try ProgramPlan(Completion(on: [mesh])(made.program).applying())
    #expect(plan.peakBytes <= limit && plan.peakBytes == made.bound.peakBytes)
    #expect(made.bound.operations > 0 && made.bound.operations < made.bound.allOperations)
  }

  @Test(arguments: [
    (PipelineSchedule.Order.gpipe, 2, 4), (.oneForwardOneBackward, 2, 4), (.interleaved, 4, 2),
    (.zeroBubble, 2, 4), (.gpipe, 1, 3),
  ])
  func `each mesh of a pipeline keeps to the bound, and what it holds grows with micro-batches`(
    order: PipelineSchedule.Order, stages: Int, microbatches: Int
  ) throws {
    let lanes = Swift.min(stages, 2)
    let meshes = try (0..<lanes).map {
      try ProcessMesh(shape: [1], ranks: [$0], name: "stage\($0)")
    }
    let staged =
      stages == 1
      ? try Self.chain(12).staged(on: meshes[0])
      : try Self.chain(12).staged(by: StageCuts(), on: meshes, turns: stages / lanes)
    func bounded(_ limit: Int, _ microbatches: Int) throws -> [MemoryBound] {
      let schedule = try PipelineSchedule(
        checking: order, stages: stages, lanes: lanes, microbatches: microbatches)
      return try staged.bounded(to: limit, schedule, isTrained: { _ in true }) { program, mesh in
        try Completion(on: [mesh])(program).applying()
      }.lanes
    }
    let free = try bounded(.max, microbatches)
    #expect(free.count == lanes && free.allSatisfy { $0.recomputedOps == 0 })
    let most = free.map(\.peakBytes).max() ?? 0
    let twice = try bounded(.max, 2 * microbatches)
    if order == .gpipe {
      #expect(zip(free, twice).allSatisfy { $0.peakBytes < $1.peakBytes })
    }
    // Where the backward is in two parts, both need what is made again.
    let limit = most * (order == .zeroBubble ? 7 : 6) / 8
    let bound = try bounded(limit, microbatches)
    #expect(bound.allSatisfy { $0.peakBytes <= limit })
    #expect(bound.contains { $0.recomputedOps > 0 && $0.operations > 0 })
    #expect(zip(bound, free).allSatisfy { $0.keptBytes == $1.peakBytes })
  }

  @Test func `a bound that nothing keeps to is an error that says what is the least`() throws {
    let error = #expect(throws: TesseraError.self) {
      try MemoryBound(Self.chain(8), limit: 1000) { try Self.completed($0, 1, "R") }
    }
    #expect(error?.kind == .data)
    #expect(error?.message.contains("at most 1000 B may be held by a rank; the least") == true)
  }
}
