import CostModel
import Elements
import Forecasts
import Programs
import Sharding

/// A program with placements on one stage's mesh, cut into stages on several meshes alike, and what a step takes.
struct StagedPlacements {
  let forecast: ProgramForecast
  let pipeline: PipelineChoice
  /// Where each value lies in the first stage that has it.
  let entries: [PlacementChoice.Entry]

  /// More places to cut at are not tried.
  private static let mostPlaces = 128

  /// - Parameters:
  ///   - placed: the program before it is differentiated, with annotations on the first mesh.
  ///   - meshes: one for each stage, of one shape.
  ///   - limit: the bytes that a rank may hold; where no cuts keep to it, those count that hold least.
  /// - Throws: `TesseraError` where the program has fewer pieces than there are meshes, or a stage cannot be placed.
  init(
    _ placed: Program, _ task: ShardTask, _ pipeline: ShardTask.Pipeline, on meshes: [ProcessMesh],
    _ prices: ProgramPrices, limit: Int
  ) throws {
    let program = placed.ofLoss
    let places = program.stagePlaces(atMost: max(Self.mostPlaces, meshes.count + 1))
    guard places.pieces >= meshes.count else {
      throw TesseraError(
        .data,
        "program \(program.name): \(meshes.count) stages are asked for, it has \(places.pieces) ops "
          + "that make activations"
      )
    }
    let microbatches = task.setup.microbatches
    let schedule = try PipelineSchedule(
      checking: pipeline.order, stages: meshes.count, microbatches: microbatches,
      trains: pipeline.trains)
    let trained = Set(task.setup.trained)
    func completed(
      _ cuts: [Int], on meshes: [ProcessMesh], _ schedule: PipelineSchedule
    ) throws -> CompletedStages {
      try CompletedStages(
        try program.staged(at: cuts, of: places, on: meshes), schedule,
        isScaled: pipeline.isScaled, isTrained: trained.contains, complete: pipeline.complete)
    }
    let apart = try completed(
      Array(1..<places.pieces),
      on: [ProcessMesh](repeating: meshes[0], count: places.pieces),
      PipelineSchedule(
        checking: .gpipe, stages: places.pieces, microbatches: 1, trains: pipeline.trains))
    let pieces = try apart.pieces(task.setup, prices)
    let crossings = try apart.crossings(
      from: meshes[0], to: meshes[meshes.count > 1 ? 1 : 0], prices)
    func best(_ goal: SearchGoal, _ limit: Int) -> [Int]? {
      StageDivision(
        pieces, crossings, kept: meshes.indices.map(schedule.mostKept(by:)),
        microbatches: microbatches, goal: goal, limit: limit
      ).best()
    }
    guard let cuts = best(task.goal, limit) ?? best(.memory, .max) else {
      preconditionFailure("there are as many pieces as stages")
    }
    let stages = try completed(cuts, on: meshes, schedule)
    forecast = try ProgramForecast(program, in: stages, task.setup, prices)
    let staged = stages.staged
    self.pipeline = PipelineChoice(staged, schedule, pieces: places.pieces)
    entries = Self.entries(of: program, in: stages)
  }

  /// The same with several stages on each mesh, which take turns (an interleaved pipeline). They are cut to take about
  /// equally long.
  ///
  /// - Throws: `TesseraError` where the program cannot be cut so, the micro-batches do not come in equal rounds, or a stage
  ///   cannot be placed.
  init(
    _ placed: Program, _ task: ShardTask, _ pipeline: ShardTask.Pipeline, on meshes: [ProcessMesh],
    _ prices: ProgramPrices, turns: Int
  ) throws {
    let program = placed.ofLoss
    let schedule = try PipelineSchedule(
      checking: .interleaved, stages: turns * meshes.count, lanes: meshes.count,
      microbatches: task.setup.microbatches, trains: pipeline.trains)
    let staged = try program.staged(by: StageCuts(), on: meshes, turns: turns)
    let stages = try CompletedStages(
      staged, schedule, isScaled: pipeline.isScaled, isTrained: Set(task.setup.trained).contains,
      complete: pipeline.complete)
    forecast = try ProgramForecast(program, in: stages, task.setup, prices)
    let places = program.stagePlaces(atMost: max(Self.mostPlaces, turns * meshes.count + 1))
    self.pipeline = PipelineChoice(staged, schedule, pieces: places.pieces)
    // A mesh's name would mean its first stage.
    entries = try Self.entries(of: program, in: stages).map { entry in
      PlacementChoice.Entry(
        value: entry.value,
        placements: try Annotation(parsing: entry.placements).on(nil).description)
    }
  }

  private static func entries(of program: Program, in stages: CompletedStages)
    -> [PlacementChoice.Entry]
  {
    program.values.compactMap { value in
      for completed in stages.programs {
        guard let id = completed.program.value(named: value.name),
          completed.program.values[id].role == value.role
        else { continue }
        // What the program says of a value holds in its first stage; else it lies as it was completed.
        let said = value.annotation?.on(completed.attrs[id].mesh.name)
        return PlacementChoice.Entry(
          value: value.name, placements: (said ?? Annotation(completed.attrs[id])).description)
      }
      return nil
    }
  }
}
