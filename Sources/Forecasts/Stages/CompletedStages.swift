import CostModel
import Elements
import Programs
import Sharding

/// A program in stages, each completed on its mesh, and the order in which they work on micro-batches.
package struct CompletedStages {
  /// One stage: its forward, and where it trains its backward too.
  struct Stage {
    let completed: CompletedProgram
    /// What later stages take, in the order of the results.
    let gives: [String]
    /// What it takes and has gradients of, in the order of the results behind those.
    let takes: [String]
    /// The parameters that have gradients, in the order of the results behind those.
    let parameters: [String]

    /// The results that are given, the gradients by what is taken, and those by parameters.
    var results: (gives: [Program.ID], takes: [Program.ID], parameters: [Program.ID]) {
      let all = completed.program.results
      let taken = gives.count + takes.count
      return (
        Array(all.prefix(gives.count)), Array(all[gives.count..<taken]),
        Array(all[taken..<taken + parameters.count])
      )
    }
  }

  package let staged: StagedProgram
  let schedule: PipelineSchedule
  let stages: [Stage]

  /// The program of each stage.
  package var programs: [CompletedProgram] { stages.map(\.completed) }

  /// Differentiates each stage if the schedule trains, and completes it.
  ///
  /// - Parameters:
  ///   - isScaled: whether the gradient by the last stage's result is an input too, and not 1.
  ///   - isTrained: whether a parameter of this name has a gradient.
  ///   - complete: places a stage's program on its mesh.
  /// - Throws: `TesseraError` where an op has no gradient, or what `complete` throws.
  package init(
    _ staged: StagedProgram, _ schedule: PipelineSchedule, isScaled: Bool = false,
    isTrained: (String) -> Bool = { _ in false },
    complete: (Program, ProcessMesh) throws -> CompletedProgram
  ) throws(TesseraError) {
    precondition(schedule.stages == staged.stages.count, "the schedule is of the stages")
    (self.staged, self.schedule) = (staged, schedule)
    guard schedule.trains else {
      stages = try translated {
        try staged.stages.map { stage in
          let program = stage.program
          return Stage(
            completed: try complete(program, stage.mesh),
            gives: program.results.map { program.values[$0].name }, takes: [], parameters: [])
        }
      }
      return
    }
    let gradients = try staged.gradients(isScaled: isScaled, isTrained: isTrained)
    stages = try translated {
      try zip(staged.stages, gradients).map { stage, gradients in
        Stage(
          completed: try complete(gradients.program, stage.mesh), gives: gradients.gives,
          takes: gradients.takes, parameters: gradients.parameters)
      }
    }
  }
}
