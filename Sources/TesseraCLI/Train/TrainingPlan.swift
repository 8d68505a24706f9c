import Elements
import Forecasts
import PlanningCommands
import Programs
import Sharding
import Tessera

/// What is trained, on what rows, in which stages.
struct TrainingPlan {
  let source: ProgramSource
  let rows: TrainingRows
  private(set) var staged: StagedProgram
  let schedule: PipelineSchedule
  /// The parameters that have gradients: neither frozen nor apart from the loss.
  let trained: Set<String>

  /// Whether there is no pipeline.
  var isAlone: Bool { staged.stages.count == 1 }

  /// The passes beside those that are asked for. Gradients of several micro-batches are folded once.
  var passes: [any ProgramPass.Type] {
    isAlone && rows.microbatches == 1
      ? [ConstantFolding.self] : [LateResults.self, ConstantFolding.self]
  }

  /// - Throws: `TesseraError` where the options contradict each other, or the program or its rows cannot be read.
  init(_ train: Train, on meshes: [ProcessMesh]) throws {
    let rows = try TrainingRows(
      train.input, text: train.text, of: train.file, batch: train.batch,
      microbatches: train.microbatches)
    self.rows = rows
    source = try train.file.source(rows.words, shapes: rows.shapes, trains: true)
    trained = source.program.parametersWithGradients.subtracting(source.model?.fixed ?? [])
    let updates = source.model?.updates ?? [:]
    try rows.check(source.program)
    let placement = train.completion.placement
    let turns = train.turns ?? (train.schedule == .interleaved ? 2 : 1)
    let cuts = try placement.cuts()
    if meshes.count == 1, turns == 1, cuts.isEmpty {
      staged = source.program.staged(on: meshes[0], updates: updates)
    } else {
      let placed = try placement.placing.patterns().applied(to: source.program)
      staged = try placed.staged(by: cuts, on: meshes, turns: turns, updates: updates)
    }
    schedule = try PipelineSchedule(
      checking: train.schedule, stages: staged.stages.count, lanes: staged.lanes,
      microbatches: train.microbatches)
  }

  /// Lets values be made again, so that the forward and backward of a rank hold no more than a bound.
  ///
  /// - Parameter complete: places the forward and backward of a stage.
  /// - Returns: for each mesh of the stages what is made again.
  /// - Throws: `TesseraError` where no choice keeps to the bound.
  mutating func keep(
    to limit: ByteCount, isScaled: Bool,
    complete: (Program, ProcessMesh) throws -> CompletedProgram
  ) throws -> [MemoryBound] {
    let trained = trained
    let bound = try staged.bounded(
      to: limit.bytes, schedule, isScaled: isScaled, isTrained: { trained.contains($0) },
      complete: complete)
    staged = bound.staged
    return bound.lanes
  }
}
