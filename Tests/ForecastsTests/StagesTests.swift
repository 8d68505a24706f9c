import CostModel
import Elements
@testable import Forecasts
import Programs
import Resharding
import Sharding
import Testing

/// Stages of a pipeline: what they take, move and hold.
@Suite struct StagesTests {
  static let topology = try! Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")
  static let rows = 64
  static let width = 512

  /// As many products one after the other, each with a weight of its own, and the mean of the last.
  static func program(layers: Int) throws -> Program {
    let weights = (0..<layers).map { "parameter w\($0): f32[\(width),\(width)]" }
    let lines = (0..<layers).map { "  h\($0 + 1) = matmul(h\($0), w\($0))" }
    return try Program(
      parsing: """
        program p(h0: f32[\(rows),\(width)], \(weights.joined(separator: ", "))) {
        \(lines.joined(separator: "\n"))
          loss = mean(h\(layers))
          return loss
        }
        """)
  }

  static func forecast(
    layers: Int = 8, lanes: Int, turns: Int = 1, _ order: PipelineSchedule.Order,
    microbatches: Int, trains: Bool = true
  ) throws -> (forecast: ProgramForecast, stages: [PricedStage]) {
    let program = try program(layers: layers)
    let meshes = try (0..<lanes).map { lane in
      try ProcessMesh(shape: [1], ranks: [lane], name: "stage\(lane)")
    }
    let staged = try program.staged(by: StageCuts(), on: meshes, turns: turns)
    let schedule = try PipelineSchedule(
      checking: order, stages: staged.stages.count, lanes: staged.lanes,
      microbatches: microbatches, trains: trains)
    let pipeline = try CompletedStages(staged, schedule, isTrained: { _ in true }) {
      try Completion(on: [$1])($0).applying([LateResults.self] + ProgramPasses.all)
    }
    let prices = try ProgramPrices(topology)
    var setup = StepSetup()
    setup.optimiser = .adam
    let stages = try pipeline.stages.map {
      try PricedStage(
        $0, prices, overlaps: true, splits: order == .zeroBubble, optimiser: 0)
    }
    return (try ProgramForecast(program, in: pipeline, setup, prices), stages)
  }

  static let cases: [(PipelineSchedule.Order, lanes: Int, turns: Int, microbatches: Int)] =
    PipelineSchedule.Order.allCases.flatMap { order in
      [(1, 1, 1), (2, 1, 3), (4, 1, 8), (2, 2, 4), (4, 2, 8)].compactMap { lanes, turns, count in
        order == .oneForwardOneBackward && turns > 1 ? nil : (order, lanes, turns, count)
      }
    }

  @Test(arguments: cases)
  func `what crosses are activations and their gradients, once for each micro-batch`(
    order: PipelineSchedule.Order, lanes: Int, turns: Int, microbatches: Int
  ) throws {
    let (forecast, _) = try Self.forecast(
      lanes: lanes, turns: turns, order, microbatches: microbatches)
    let crossings = 2 * (lanes * turns - 1) * microbatches
    let bytes = Self.rows * Self.width * 4
    #expect(forecast.receivedBytes == (lanes == 1 ? 0 : crossings * bytes))
    #expect(
      forecast.operations
        == Double(microbatches) * 2 * Double(Self.rows * Self.width * Self.width) * (3 * 8 - 1))
    #expect(forecast.ranks == lanes && forecast.samples == microbatches * Self.rows)
  }

  @Test(arguments: cases)
  func `a step takes its busiest lane's passes, what nothing hides, the bubble and the optimiser`(
    order: PipelineSchedule.Order, lanes: Int, turns: Int, microbatches: Int
  ) throws {
    let (forecast, stages) = try Self.forecast(
      lanes: lanes, turns: turns, order, microbatches: microbatches)
    let parts = forecast.seconds
    let sum =
      parts.computing + parts.exposedCommunication + parts.bubble + parts.optimiser
    #expect(abs(forecast.stepSeconds - sum) <= 1e-9 * sum)
    let schedule = PipelineSchedule(
      order, stages: lanes * turns, lanes: lanes, microbatches: microbatches)
    let apart = schedule.simulated(stages.map(\.seconds)).seconds
    #expect(forecast.stepSeconds - parts.optimiser >= apart * (1 - 1e-12))
    #expect(forecast.spans.count == min(ProgramForecast.spanLimit, schedule.steps.count))
  }

  @Test func `two backwards in two parts take as long as those in one`() throws {
    for lanes in [1, 2, 4] {
      let (_, whole) = try Self.forecast(lanes: lanes, .oneForwardOneBackward, microbatches: 4)
      let (_, parts) = try Self.forecast(lanes: lanes, .zeroBubble, microbatches: 4)
      for (one, two) in zip(whole, parts) {
        #expect(abs(one.seconds.backward - two.seconds.backward) <= 1e-9 * one.seconds.backward)
        #expect(two.seconds.weightGradient > 0)
        #expect(two.seconds.weightGradient <= two.seconds.backward)
      }
    }
  }

  @Test func `zero bubble waits less than 1f1b, and 1f1b holds less than gpipe`() throws {
    let order: [PipelineSchedule.Order] = [.zeroBubble, .oneForwardOneBackward, .gpipe]
    let all = try order.map { try Self.forecast(lanes: 4, $0, microbatches: 8).forecast }
    #expect(all[0].stepSeconds < all[1].stepSeconds)
    #expect(all[0].seconds.bubble < all[1].seconds.bubble)
    #expect(all[1].peakBytesPerRank < all[2].peakBytesPerRank)
  }

  @Test func `a lane holds its parameters, their gradients and states, and what is on its way`()
    throws
  {
    let (forecast, stages) = try Self.forecast(
      lanes: 4, .oneForwardOneBackward, microbatches: 8)
    let weights = 2 * Self.width * Self.width * 4
    for (stage, memory) in forecast.memory.enumerated() {
      #expect(memory.peak.bytes(of: .weights) == weights)
      #expect(memory.peak.bytes(of: .optimiser) == 2 * weights)
      // p - s micro-batches are kept, one of them in the pass itself.
      let kept = stages[stage].memory.kept * (3 - stage)
      #expect(
        memory.peak.bytes(of: .activations)
          == stages[stage].memory.peak.bytes(of: .activations) + kept)
    }
  }

  @Test func `without a backward nothing is kept, and half as much crosses`() throws {
    let (forecast, _) = try Self.forecast(lanes: 4, .gpipe, microbatches: 8, trains: false)
    #expect(forecast.receivedBytes == 3 * 8 * Self.rows * Self.width * 4)
    #expect(forecast.seconds.optimiser == 0)
    #expect(forecast.memory.allSatisfy { $0.peak.bytes(of: .gradients) == 0 })
  }

  @Test func `a gradient's way back is its own`() {
    let schedule = PipelineSchedule(.gpipe, stages: 2, microbatches: 1)
    let stages = [
      StageSeconds(forward: 1, backward: 2, crossing: 0.5),
      StageSeconds(forward: 1, backward: 2, crossing: 9, crossingBack: 0.25),
    ]
    #expect(schedule.simulated(stages).seconds == 1 + 0.5 + 1 + 2 + 0.25 + 2)
  }
}
