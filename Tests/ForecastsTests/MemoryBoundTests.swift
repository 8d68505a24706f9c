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

  @Test func `a bound that nothing keeps to is an error that says what is the least`() throws {
    let error = #expect(throws: TesseraError.self) {
      try MemoryBound(Self.chain(8), limit: 1000) { try Self.completed($0, 1, "R") }
    }
    #expect(error?.kind == .data)
    #expect(error?.message.contains("at most 1000 B may be held by a rank; the least") == true)
  }
}
