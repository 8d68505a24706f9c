import CostModel
import Elements
import Forecasts
import ProgramCases
import Programs
import Resharding
import Sharding
import Testing

@Suite struct ForecastTests {
  static let topology = try! Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")

  /// A program of one mesh whose pieces all have the sizes of `torch.chunk`.
  static func completed(seed: UInt64) throws -> CompletedProgram? {
    let random = RandomProgram(seed: seed, ranks: 8, ops: 3...25)
    guard random.meshes.count == 1 else { return nil }
    let completed = try Completion(on: random.meshes)(random.program).applying()
    return completed.attrs.allSatisfy { $0.pieces.allSatisfy { $0 == nil } } ? completed : nil
  }

  @Test(arguments: 0..<40)
  func `bytes and memory are those of the plan of the program`(seed: UInt64) throws {
    guard let completed = try Self.completed(seed: seed) else { return }
    let plan = try ProgramPlan(completed)
    var setup = StepSetup()
    setup.overlaps = false
    let prices = try ProgramPrices(Self.topology, planning: Planning())
    let forecast = try ProgramForecast(completed, setup, prices)
    #expect(forecast.receivedBytes == plan.receivedBytes, "seed \(seed)")
    #expect(forecast.peakBytesPerRank == plan.peakBytes, "seed \(seed)")
    #expect(
      forecast.calls.reduce(0) { $0 + $1.count }
        == plan.steps.reduce(0) { $0 + $1.plan.steps.count },
      "seed \(seed)")
  }

  @Test(arguments: 0..<20)
  func `kernels beside messages take no longer than after them, but for their contention`(
    seed: UInt64
  ) throws {
    guard let completed = try Self.completed(seed: 100 + seed) else { return }
    let prices = try ProgramPrices(Self.topology)
    var setup = StepSetup()
    let beside = try ProgramForecast(completed, setup, prices)
    setup.overlaps = false
    let behind = try ProgramForecast(completed, setup, prices)
    let slack = 1 + prices.stack.contention
    #expect(beside.stepSeconds <= slack * behind.stepSeconds, "seed \(seed)")
    #expect(
      abs(behind.seconds.hiddenCommunication) <= 1e-12 * behind.stepSeconds, "seed \(seed)")
    #expect(
      abs(behind.seconds.computing + behind.seconds.exposedCommunication - behind.stepSeconds)
        <= 1e-9 * behind.stepSeconds, "seed \(seed)")
  }

  @Test func `micro-batches take as many times as long, and as many bytes`() throws {
    let program = try Program(
      parsing: """
        program p(x: f32[8,16]{S(0),R}, parameter w: f32[16,64]{R,S(1)}, parameter v: f32[64,16]{R,S(0)}) {
          h = matmul(x, w)
          y = matmul(h, v)
          z = reshard(y) : f32[8,16]{S(0),R}
          return z
        }
        """)
    let mesh = try ProcessMesh(shape: [2, 4])
    let completed = try Completion(on: [mesh])(program)
    let prices = try ProgramPrices(Self.topology)
    var setup = StepSetup()
    let one = try ProgramForecast(completed, setup, prices)
    setup.microbatches = 3
    let three = try ProgramForecast(completed, setup, prices)
    #expect(three.receivedBytes == 3 * one.receivedBytes)
    #expect(abs(three.stepSeconds - 3 * one.stepSeconds) <= 1e-12)
    #expect(three.samples == 24)
    // 2 x 3 x 8 x 16 x 64 in each product.
    #expect(three.operations == 2 * 2 * 3 * 8 * 16 * 64)
  }
}
