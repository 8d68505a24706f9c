import Elements
import ProgramCases
import Programs
import ReshardCases
import Sharding
import Testing

@testable import Tessera

/// What a plan says that tensors hold at once is what they hold, to the byte.
@Suite(.serialized) struct ProgramPeakTests {
  /// The program on one rank, where nothing moves.
  private func onOneRank(_ seed: UInt64) -> RandomProgram? {
    var random = RandomProgram(seed: seed, ranks: 4)
    guard !random.program.ops.contains(where: { $0.name == "reshard" }) else { return nil }
    for id in random.program.values.indices { random.program.values[id].annotation = nil }
    return RandomProgram(program: random.program, meshes: [.single(0)])
  }

  private func mismatch(_ random: RandomProgram) throws -> String? {
    let cluster = Cluster.virtual(1)
    let completed = try Completion(on: random.meshes)(random.program)
    let compiled = try CompiledProgram(completed, on: cluster)
    let inputs = try ProgramTrial(random).inputs(of: completed, on: cluster)
    // Held until they are compared, as a caller has them.
    let (results, held) = try compiled.measuringPeak { try compiled(inputs) }
    let foretold = try ProgramPlan(completed).peakBytes
    return withExtendedLifetime(results) {
      held.tensors == foretold ? nil : "\(foretold) B are foretold, \(held.tensors) B are held"
    }
  }

  /// In a process of its own: nobody else takes memory there.
  @Test func `the peak of random programs is what is measured`() async {
    await #expect(processExitsWith: .success) {
      let tests = ProgramPeakTests()
      let base = Seed.drawn()
      var count = 0
      for number in 0..<400 {
        guard let random = tests.onOneRank(base &+ UInt64(number)) else { continue }
        count += 1
        guard let wrong = try tests.mismatch(random) else { continue }
        let smallest = random.shrunk { (try? tests.mismatch($0)) ?? nil != nil }
        Issue.record(
          "seed \(base &+ UInt64(number)): \(try tests.mismatch(smallest) ?? wrong)\n\(smallest.program)"
        )
        return
      }
      #expect(count > 100)
    }
  }

  /// Bodies of programs.
  private static let bodies = [
    // Views of views keep the first one's memory, and a result its whole.
    """
    y0 = multiply(x, x)
    y1 = transpose(y0, perm=[1,0])
    y2 = slice(y1, axes=[0], starts=[1], ends=[3])
    y = exp(y2)
    """,
    """
    y0 = exp(x)
    a, b = split(y0, sections=[3,3], axis=1)
    y1 = exp(a)
    y = matmul(y1, b, trans_x=true)
    """,
    // What is turned cannot be reshaped in place.
    """
    y0 = exp(x)
    y1 = transpose(y0, perm=[1,0])
    y2 = reshape(y1, shape=[24])
    y = exp(y2)
    """,
    """
    y0 = sum(x, axis=[0], keep_dim=true)
    y1 = expand(y0, shape=[50,6])
    y = exp(y1)
    """,
    """
    y0 = constant(2) : f32[4,6]
    y1 = exp(x)
    y2 = add(y1, y0)
    y = exp(y2)
    """,
  ]

  @Test func `the peak of views and constants is what is measured`() async {
    await #expect(processExitsWith: .success) {
      for body in ProgramPeakTests.bodies {
        let program = try Program(parsing: "program p(x: f32[4,6]) {\n\(body)\nreturn y\n}\n")
        let random = RandomProgram(program: program, meshes: [.single(0)])
        #expect(try ProgramPeakTests().mismatch(random) == nil, "\(body)")
      }
    }
  }
}
