import CostModel
import Elements
import Programs

/// What a rank of a mesh holds at most while the stages that lie there work on micro-batches: their parameters, their
/// gradients as they are added up, what micro-batches keep for their backward, and what a pass itself makes.
///
/// Messages under way and what kernels take for themselves are not in it, nor is an optimiser's state.
struct LaneMemory {
  /// The most bytes at once.
  let peakBytes: Int

  /// A stage that lies on the mesh.
  struct Stage {
    /// Its place in the pipeline.
    let place: Int
    let gradients: StageGradients
    let completed: CompletedProgram
  }

  /// - Throws: `TesseraError` where a reshard cannot be planned.
  init(_ stages: [Stage], of lane: Int, _ schedule: PipelineSchedule) throws(TesseraError) {
    if schedule.backwardParts == 0 {
      peakBytes = try ProgramPlan(stages[0].completed).peakBytes
      return
    }
    var held = 0
    var passes: [Int: [Pass]] = [:]
    for stage in stages {
      let (constants, own) = try stage.passes(schedule.backwardParts)
      held += constants
      passes[stage.place] = own
    }
    var most = held
    for step in schedule.steps(of: lane) {
      guard let own = passes[step.stage] else { continue }
      let part =
        switch step.action.kind {
        case .forward: 0
        case .backward, .inputGradient: 1
        case .weightGradient: 2
        }
      most = max(most, held + own[part].beside)
      held += own[part].left - (part > 0 ? own[part - 1].left : 0)
    }
    peakBytes = most
  }

  /// One part of a stage's work on a micro-batch.
  struct Pass {
    /// What it holds at most, beyond what is held between passes.
    let beside: Int
    /// What it leaves for later parts.
    let left: Int
  }
}

extension LaneMemory.Stage {
  /// The bytes that are held throughout, and the parts.
  fileprivate func passes(_ backwardParts: Int) throws(TesseraError) -> (
    constants: Int, passes: [LaneMemory.Pass]
  ) {
    let program = completed.program
    func name(_ id: Program.ID) -> String { program.values[id].name }
    func bytes(_ names: Set<String>) -> Int {
      names.reduce(0) { sum, name in
        program.value(named: name).map { sum + completed.mostBytes(of: $0) } ?? sum
      }
    }
    let parameters = program.inputs.filter { program.values[$0].role == .parameter }
    let written = Set(gradients.writes)
    let fixed = Set((parameters + completed.fixedValues(but: gradients.writes)).map(name))
      .subtracting(written)
    let (places, results) = (gradients.places, program.results)
    let made = Set(results[places.takes.lowerBound..<places.parameters.upperBound].map(name))
    let sums = Set(results[places.parameters].map(name))

    let parts = Array(
      completed.parts(for: gradients.groups(of: completed, backwardParts: backwardParts))
        .dropFirst())
    let reads = parts.map { $0?.names(\.inputs) ?? [] }
    var known: Set<String> = []
    // The forward reads what buffers hold.
    var left = written
    var passes: [LaneMemory.Pass] = []
    // Each part has its constants from the start on.
    let constants = parts.map { $0?.constantBytes ?? 0 }
    for (place, part) in parts.enumerated() {
      var beside = 0
      if let part {
        // Of its inputs some are held throughout, and some were left by parts before it.
        beside =
          try ProgramPlan(part).peakBytes
          - bytes(reads[place].intersection(fixed.union(left))) - constants[place]
        known.formUnion(reads[place].union(part.names(\.results)))
      }
      let later = reads[(place + 1)...].reduce(into: Set()) { $0.formUnion($1) }
      let isLast = place == parts.count - 1
      left = isLast ? [] : known.intersection(later.union(made)).subtracting(fixed)
      passes.append(LaneMemory.Pass(beside: beside, left: bytes(left)))
    }
    return (
      bytes(fixed) + bytes(written) + bytes(sums) + constants.reduce(0, +), passes
    )
  }
}

extension CompletedProgram {
  /// The bytes of its constants on the rank that has most of them.
  fileprivate var constantBytes: Int {
    givenValues.dropFirst(program.inputs.count).reduce(0) { $0 + mostBytes(of: $1) }
  }

  /// The names of its inputs, or of its results.
  fileprivate func names(_ ids: KeyPath<Program, [Program.ID]>) -> Set<String> {
    Set(program[keyPath: ids].map { program.values[$0].name })
  }
}
