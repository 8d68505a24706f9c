import ArgumentParser
import Autosharding
import Console
import CostModel
import Elements
import Forecasts
import Programs
import Sharding

/// Steps of programs in stages.
extension StepOptions {
  /// Whether stages work on micro-batches: where several meshes train, or the options say how stages do it.
  ///
  /// - Parameter words: the meshes as they were given.
  /// - Throws: `TesseraError.Kind.usage` where the options say it of one stage.
  func isPipeline(_ meshes: [ProcessMesh], _ words: String) throws(TesseraError) -> Bool {
    let asked = schedule != nil || turns != nil
    if meshes.count > 1 { return train || asked }
    guard !asked || turns ?? 1 > 1 else {
      throw TesseraError(
        .usage,
        "--schedule and --turns: several meshes, or several stages on one, are required, \(words) has one"
      )
    }
    return asked
  }

  /// The program of a step cut into stages and completed, each on its mesh.
  ///
  /// - Parameter program: what the stages compute, as it is annotated, and before it is differentiated.
  /// - Throws: `TesseraError` where it cannot be cut so, or a stage cannot be placed.
  func stages(
    of program: Program, trained: [String], isScaled: Bool, _ placement: PlacementOptions,
    on meshes: [ProcessMesh]
  ) throws -> CompletedStages {
    let turns = turns ?? (schedule == .interleaved ? 2 : 1)
    let staged = try program.staged(by: placement.cuts(), on: meshes, turns: turns)
    let schedule = try PipelineSchedule(
      checking: schedule
        ?? (staged.stages.count > staged.lanes ? .interleaved : .oneForwardOneBackward),
      stages: staged.stages.count, lanes: staged.lanes, microbatches: microbatches, trains: train)
    let trained = Set(trained)
    return try CompletedStages(
      staged, schedule, isScaled: isScaled, isTrained: trained.contains
    ) { stage, mesh in
      try placement.completed(stage, on: [mesh], beside: [LateResults.self])
    }
  }

  /// What stages compute where a search cuts a mesh along `pp`, with pins.
  func searchedPipeline(_ source: Program, pins: [String], passes: String) throws
    -> ShardTask.Pipeline
  {
    let (program, isScaled) = try forward(source)
    let placement = try PlacementOptions.parse(["--passes", passes])
    var pipeline = ShardTask.Pipeline(
      try PlacementPatterns(pins: pins).applied(to: program),
      schedule ?? .oneForwardOneBackward, trains: train, isScaled: isScaled
    ) { stage, mesh in
      try placement.completed(stage, on: [mesh], beside: [LateResults.self])
    }
    // Without backwards all orders are the same.
    if schedule == nil, train { pipeline.turns = [2, 4] }
    return pipeline
  }

  /// The meshes of so many ranks that a search tries: those of dp and tp, and with micro-batches of pp too.
  func searchedMeshes(_ ranks: Int, _ pipeline: ShardTask.Pipeline) throws -> [ProcessMesh] {
    // Of one micro-batch all stages but one would wait.
    let pieces = microbatches > 1 ? pipeline.program.ofLoss.stagePlaces(atMost: .max).pieces : 1
    return try ProcessMesh.factorings(of: ranks) { stages in
      stages <= pieces
        && (try? PipelineSchedule(
          checking: pipeline.order, stages: stages, microbatches: microbatches)) != nil
    }
  }

  /// Checks that a search of meshes of some number of ranks tries stages where the options say how they work.
  ///
  /// - Throws: `ValidationError` where it tries none.
  func requireStagesOfRanks() throws {
    guard schedule == nil || microbatches > 1 else {
      throw ValidationError(
        "--schedule: with --ranks, --microbatches of 2 or more are required; with one, no stages are searched"
      )
    }
  }

  /// Checks what a search of stages cannot do.
  ///
  /// - Throws: `ValidationError` where the options ask for several stages on a mesh.
  func requireOneStageEach() throws {
    guard schedule != .interleaved, turns == nil else {
      throw ValidationError(
        "--turns and --schedule interleaved: a search takes neither; with --train and no --schedule it tries several stages on each mesh itself"
      )
    }
  }
}
