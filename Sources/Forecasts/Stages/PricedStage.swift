import CostModel
import Elements
import Programs

/// What one stage of a pipeline takes.
struct PricedStage {
  /// When an op runs.
  private enum Phase: Int {
    /// Once a step: it hangs on parameters alone.
    case fixed
    case forward
    /// The gradients of what the stage takes.
    case inputGradient
    /// The gradients of its parameters.
    case weightGradient
  }

  let program: PricedProgram
  /// The passes of a micro-batch; nothing is said of what crosses.
  var seconds: StageSeconds
  /// Once a step, before the first pass.
  let fixedSeconds: Double
  /// The ops that run once a step, and those that run for each micro-batch.
  let fixed: [ProgramTask]
  let repeated: [ProgramTask]
  /// Of a micro-batch: in which kernels run, and in which messages do.
  let computing: Double
  let communicating: Double
  /// A micro-batch that passes alone.
  let memory: MemoryProfile
  /// What it holds between passes: parameters, gradients that are added up, and the optimiser's states.
  let held: MemoryPoint

  /// - Parameters:
  ///   - splits: whether the gradients of weights are computed apart.
  ///   - optimiser: the bytes that the optimiser keeps.
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  init(
    _ stage: CompletedStages.Stage, _ prices: ProgramPrices, overlaps: Bool, splits: Bool,
    optimiser: Int
  ) throws(TesseraError) {
    let completed = stage.completed
    let (gives, takes, parameters) = stage.results
    let program = try PricedProgram(completed, prices, forward: gives)
    self.program = program
    let phases = completed.partPlaces(for: [completed.fixedValues(), gives, takes, parameters])
      .map { $0.flatMap(Phase.init) }
    func timeline(_ chosen: Set<Phase>) -> ProgramTimeline {
      ProgramTimeline(program, prices.stack, overlaps: overlaps) { task in
        phases[task.op].map(chosen.contains) ?? false
      }
    }
    let (forward, weights) = (timeline([.forward]), timeline([.weightGradient]))
    let inputs = timeline([.inputGradient])
    let backward = splits ? nil : timeline([.inputGradient, .weightGradient])
    seconds = StageSeconds(
      forward: forward.seconds, backward: backward?.seconds ?? inputs.seconds + weights.seconds,
      weightGradient: weights.seconds)
    let passes = [forward] + (backward.map { [$0] } ?? [inputs, weights])
    computing = passes.reduce(0) { $0 + $1.computing[0] }
    communicating = passes.reduce(0) { $0 + $1.communicating[0] }
    fixedSeconds = timeline([.fixed]).seconds
    fixed = program.tasks.filter { phases[$0.op] == .fixed }
    repeated = program.tasks.filter { phases[$0.op].map { $0 != .fixed } ?? false }
    let whole = ProgramTimeline(program, prices.stack, overlaps: overlaps)
    memory = MemoryProfile(program, whole, stage: 0, optimiser: optimiser, drops: overlaps)
    var bytes = [Int](repeating: 0, count: MemoryKind.allCases.count)
    for id in completed.program.inputs
    where completed.program.values[id].role == .parameter { bytes[0] += program.bytes[id] }
    bytes[1] = parameters.reduce(0) { $0 + program.bytes[$1] }
    bytes[2] = optimiser
    held = MemoryPoint(time: 0, bytes: bytes)
  }
}
