@testable import Autosharding
import CostModel
import Elements
import Forecasts
import Programs
import Sharding
import Testing

/// Plans on meshes with a dim `pp`.
@Suite struct PipelineSearchTests {
  static let topology = try! Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")

  /// As many products one after the other, of unlike widths, with a skip around each second one, and a loss.
  static func program(layers: Int) throws -> Program {
    let weights = (0..<layers).map {
      "parameter v\($0): f32[512,\(1024 * ($0 + 1))], parameter w\($0): f32[\(1024 * ($0 + 1)),512]"
    }
    let lines = (0..<layers).map {
      """
        a\($0) = matmul(h\($0), v\($0))
        b\($0) = relu(a\($0))
        c\($0) = matmul(b\($0), w\($0))
        h\($0 + 1) = add(c\($0), h\($0))
      """
    }
    return try Program(
      parsing: """
        program p(h0: f32[256,512], \(weights.joined(separator: ", "))) {
        \(lines.joined(separator: "\n"))
          loss = mean(h\(layers))
          return loss
        }
        """)
  }

  static func task(
    _ source: Program, microbatches: Int, trains: Bool, limit: Int? = nil
  ) throws -> ShardTask {
    var setup = StepSetup()
    setup.microbatches = microbatches
    setup.trained =
      trains
      ? source.inputs.map { source.values[$0] }.filter { $0.role == .parameter }.map(\.name) : []
    let step =
      trains
      ? try source.gradients(of: "loss", withRespectTo: setup.trained) : source
    let pipeline = ShardTask.Pipeline(
      source, .oneForwardOneBackward, trains: trains, isScaled: false
    ) { stage, mesh in
      try Completion(on: [mesh])(stage).applying([LateResults.self] + ProgramPasses.all)
    }
    return ShardTask(
      step, setup, goal: .time, memoryLimit: limit, pipeline: pipeline
    ) { program, mesh in
      try Completion(on: [mesh])(program).applying(ProgramPasses.all)
    }
  }

  @Test(arguments: [true, false])
  func `stages are weighed beside known plans, and what is written gives the same stages`(
    trains: Bool
  ) throws {
    let source = try Self.program(layers: 3)
    let task = try Self.task(source, microbatches: 8, trains: trains)
    let mesh = try ProcessMesh(shape: [3, 1, 2], axes: ["pp", "dp", "tp"])
    let prices = try ProgramPrices(Self.topology)
    let plan = try ShardPlan(task, on: [mesh], prices)
    #expect(
      plan.candidates.map(\.name) == ["data parallel", "tensor parallel", "ZeRO-3", "search"])
    #expect(plan.candidates.allSatisfy { $0.stages == 3 && $0.seconds.bubble > 0 })
    let pipeline = try #require(plan.pipeline)
    #expect(pipeline.begins.count == 3 && pipeline.microbatches == 8)
    // The written placements, on the written meshes.
    var patterns = PlacementPatterns()
    for entry in plan.placements { try patterns.add(entry.value, entry.placements) }
    let meshes = try MeshFile(argument: pipeline.meshes).meshes
    #expect(meshes.map(\.ranks) == [[0, 1], [2, 3], [4, 5]])
    let staged = try patterns.applied(to: source).staged(by: StageCuts(), on: meshes)
    let stages = try CompletedStages(
      staged,
      PipelineSchedule(
        .oneForwardOneBackward, stages: 3, microbatches: 8, trains: trains),
      isTrained: { _ in true }, complete: task.pipeline!.complete)
    let again = try ProgramForecast(source, in: stages, task.setup, prices)
    #expect(again.stepSeconds == plan.chosen.stepSeconds)
    #expect(again.receivedBytes == plan.chosen.receivedBytes)
    #expect(again.peakBytesPerRank == plan.chosen.peakBytesPerRank)
  }

  @Test func `stages that take turns are tried too, and what is written gives the same step`()
    throws
  {
    let source = try Self.program(layers: 8)
    var task = try Self.task(source, microbatches: 4, trains: true)
    let mesh = try ProcessMesh(shape: [2, 1, 2], axes: ["pp", "dp", "tp"])
    let prices = try ProgramPrices(Self.topology)
    let once = try ShardPlan(task, on: [mesh], prices)
    #expect(once.pipeline?.turns == 1 && once.pipeline?.schedule == "1f1b")
    task.pipeline?.turns = [2, 4]
    let plan = try ShardPlan(task, on: [mesh], prices)
    let pipeline = try #require(plan.pipeline)
    #expect(pipeline.schedule == "interleaved" && pipeline.turns > 1)
    #expect(pipeline.begins.count == 2 * pipeline.turns)
    #expect(plan.chosen.stepSeconds < once.chosen.stepSeconds)
    #expect(plan.chosen.seconds.bubble < once.chosen.seconds.bubble)
    for (one, other) in zip(once.candidates, plan.candidates) {
      #expect(other.stepSeconds <= one.stepSeconds, "\(one.name)")
    }
    var patterns = PlacementPatterns()
    for entry in plan.placements { try patterns.add(entry.value, entry.placements) }
    let meshes = try MeshFile(argument: pipeline.meshes).meshes
    #expect(meshes.map(\.ranks) == [[0, 1], [2, 3]])
    let staged = try patterns.applied(to: source)
      .staged(by: StageCuts(), on: meshes, turns: pipeline.turns)
    let stages = try CompletedStages(
      staged,
      PipelineSchedule(
        .interleaved, stages: 2 * pipeline.turns, lanes: 2, microbatches: 4, trains: true),
      isTrained: { _ in true }, complete: task.pipeline!.complete)
    let again = try ProgramForecast(source, in: stages, task.setup, prices)
    #expect(again.stepSeconds == plan.chosen.stepSeconds)
    #expect(again.receivedBytes == plan.chosen.receivedBytes)
    #expect(again.peakBytesPerRank == plan.chosen.peakBytesPerRank)
  }

  @Test func `of many meshes with stages known plans are weighed on the best four`() throws {
    let source = try Self.program(layers: 3)
    let meshes = try [[2, 1, 1], [2, 1, 2], [2, 2, 1], [3, 1, 1], [3, 1, 2], [3, 2, 1]].map {
      try ProcessMesh(shape: $0, axes: ["pp", "dp", "tp"])
    }
    let plan = try ShardPlan(
      Self.task(source, microbatches: 4, trains: true), on: meshes, try ProgramPrices(Self.topology)
    )
    let weighed = Set(plan.candidates.filter { $0.name == "data parallel" }.map(\.mesh))
    let searched = plan.candidates.filter { $0.name == "search" }
    #expect(weighed.count == 4 && searched.map(\.mesh) == meshes.map(\.words))
    let best = searched.filter { weighed.contains($0.mesh) }.map(\.stepSeconds)
    let others = searched.filter { !weighed.contains($0.mesh) }.map(\.stepSeconds)
    #expect((best.max() ?? .infinity) <= (others.min() ?? 0))
  }

  @Test func `a memory limit moves the cuts`() throws {
    let source = try Self.program(layers: 3)
    let mesh = try ProcessMesh(shape: [2, 1, 1], axes: ["pp", "dp", "tp"])
    let prices = try ProgramPrices(Self.topology)
    let free = try ShardPlan(
      Self.task(source, microbatches: 4, trains: true), on: [mesh], prices)
    let bound = try ShardPlan(
      Self.task(source, microbatches: 4, trains: true, limit: free.chosen.peakBytesPerRank - 1),
      on: [mesh], prices)
    #expect(bound.pipeline?.begins != free.pipeline?.begins || !bound.chosen.fits)
    #expect(bound.chosen.peakBytesPerRank < free.chosen.peakBytesPerRank || !bound.chosen.fits)
  }

  @Test func `a program of fewer pieces than stages is refused`() throws {
    let source = try Self.program(layers: 1)
    let mesh = try ProcessMesh(shape: [16], axes: ["pp"])
    let task = try Self.task(source, microbatches: 2, trains: true)
    let error = #expect(throws: TesseraError.self) {
      try ShardPlan(task, on: [mesh], try ProgramPrices(Self.topology))
    }
    #expect(error?.kind == .data && error?.message.contains("16 stages are asked for") == true)
  }
}
