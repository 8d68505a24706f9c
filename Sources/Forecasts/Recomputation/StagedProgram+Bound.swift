import CostModel
import Elements
import Programs
import Sharding

extension StagedProgram {
  /// The stages in which values do not wait for gradients, so that no rank holds more than a bound while micro-batches
  /// pass: of all stages of a mesh together, mesh after mesh.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that a rank may hold at once: parameters, gradients, what micro-batches keep, and what a
  ///     pass makes.
  ///   - isScaled: whether the loss is scaled before it is differentiated.
  ///   - isTrained: whether a parameter of this name has a gradient.
  ///   - complete: places the forward and backward of a stage on its mesh.
  /// - Returns: the stages, and for each mesh what is made again, at what price.
  /// - Throws: `TesseraError.Kind.data` where no choice that was tried keeps to the bound, and what `complete` throws.
  public func bounded(
    to limit: Int, _ schedule: PipelineSchedule, isScaled: Bool = false,
    isTrained: (String) -> Bool,
    complete: (Program, ProcessMesh) throws -> CompletedProgram
  ) throws(TesseraError) -> (staged: StagedProgram, lanes: [MemoryBound]) {
    var result = self
    var bounds: [MemoryBound] = []
    for lane in 0..<schedule.lanes {
      let places = stages.indices.filter { schedule.lane(of: $0) == lane }
      var made: [StageGradients?] = Array(repeating: nil, count: places.count)
      let bound = try MemoryBound(
        places.map { stages[$0].program }, limit: limit, times: schedule.microbatches
      ) { place, program in
        var staged = self
        staged.stages[places[place]].program = program
        let gradients = try staged.gradients(
          ofStage: places[place], isScaled: isScaled, isTrained: isTrained)
        made[place] = gradients
        return try complete(gradients.program, stages[places[place]].mesh)
      } peak: { completed throws(TesseraError) in
        var own: [LaneMemory.Stage] = []
        for (place, completed) in completed.enumerated() {
          guard let gradients = made[place] else { continue }
          own.append(
            LaneMemory.Stage(place: places[place], gradients: gradients, completed: completed))
        }
        return try LaneMemory(own, of: lane, schedule).peakBytes
      }
      for (place, program) in zip(places, bound.programs) {
        result.stages[place].program = program
      }
      bounds.append(bound)
    }
    return (result, bounds)
  }

  /// The most bytes that a rank of each mesh holds at once while micro-batches pass: parameters, gradients, what micro-batches
  /// keep, and what a pass makes.
  ///
  /// - Parameters:
  ///   - gradients: of each stage, its forward and backward.
  ///   - completed: the same, placed.
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  package func peakBytes(
    _ schedule: PipelineSchedule, _ gradients: [StageGradients], _ completed: [CompletedProgram]
  ) throws(TesseraError) -> [Int] {
    var peaks: [Int] = []
    for lane in 0..<schedule.lanes {
      let own = stages.indices.filter { schedule.lane(of: $0) == lane }.map {
        LaneMemory.Stage(place: $0, gradients: gradients[$0], completed: completed[$0])
      }
      peaks.append(try LaneMemory(own, of: lane, schedule).peakBytes)
    }
    return peaks
  }
}
