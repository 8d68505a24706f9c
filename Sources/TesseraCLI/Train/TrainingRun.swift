import CheckpointFormats
import Checkpoints
import Elements
import Forecasts
import Importing
import PlanningCommands
import Programs
import Sharding
import Synchronization
import Tessera

/// A model that is being trained.
final class TrainingRun {
  let name: String
  let rows: TrainingRows
  private(set) var parameters: [String: DistTensor]
  /// How many steps were made, those before a checkpoint among them.
  private(set) var steps = 0
  /// What was moved, and how long that took.
  private(set) var moved = Trace.Sums()
  /// The norm of the last step's gradients; nil where nothing asks for it.
  private(set) var norm: Double?
  /// How many steps were left out for their gradients were not finite.
  private(set) var skipped = 0
  /// What this process did in the last step.
  private var timings: [PipelineRun.Timing]?
  private var rates: TrainingRate
  private let rate: Double
  private var scale: LossScale?
  private let pipeline: TrainingPipeline
  private let staged: StagedProgram
  private let trained: [String]
  private var optimizer: Optimizer
  private let cluster: Cluster
  private let saver: CheckpointSaver
  /// What users must not miss of the parameters.
  let notices: [String]
  /// What the progress line tells.
  let meter = TrainingMeter()

  /// - Parameters:
  ///   - plan: what is trained.
  ///   - complete: places the forward and backward of a stage.
  init(
    _ plan: TrainingPlan, parameters file: String?, rates: TrainingRate, scale: LossScale?,
    on cluster: Cluster, _ optimizer: Optimizer,
    complete: (Program, ProcessMesh) throws -> CompletedProgram
  ) throws {
    let (source, staged) = (plan.source, plan.staged)
    rows = plan.rows
    self.staged = staged
    self.cluster = cluster
    self.optimizer = optimizer
    saver = CheckpointSaver(on: cluster)
    self.rates = rates
    self.scale = scale
    rate = optimizer.learningRate
    name = source.program.name
    let (pipeline, inputs) = try cluster.together {
      let pipeline = try TrainingPipeline(
        staged, plan.schedule, isScaled: scale != nil, isTrained: { plan.trained.contains($0) },
        on: cluster,
        complete: complete)
      let inputs = try pipeline.completed.map { completed in
        try ProgramInputs(
          [], parameters: file, model: source.model, of: completed, partOf: source.program,
          where: { $0.role == .parameter && staged.copies[$0.name] == nil })
      }
      return (pipeline, inputs)
    }
    self.pipeline = pipeline
    trained = pipeline.trained
    guard !trained.isEmpty else {
      throw TesseraError(
        .data,
        "program \(name): a parameter of floats is required that is not frozen and that gradients of the loss reach, "
          + "it has none; they end at detach() and no_grad()")
    }
    notices = source.model?.notices(missing: inputs.flatMap(\.missing)) ?? []
    var parameters: [String: DistTensor] = [:]
    for given in inputs {
      parameters.merge(try cluster.together { try given.tensors(on: cluster) }) { $1 }
    }
    self.parameters = parameters
  }

  /// What a rank holds at most in a step, beside the optimiser's state: as it is foretold for the busiest rank, and as it was
  /// measured in a step, of the busiest rank or of all ranks of a virtual cluster together.
  func peaks(measured: Int) throws -> (foretold: Int, measured: Int) {
    let foretold = try staged.peakBytes(
      pipeline.schedule, pipeline.gradients, pipeline.completed)
    let given = parameters.values.flatMap { $0.shards.values }
      .reduce(pipeline.constantBytes) { $0 + $1.byteCount }
    let all = try cluster.gathered([given + measured])
    return (foretold.max() ?? 0, all.map { $0[0] }.max() ?? 0)
  }

  /// Makes a step, and measures what it takes beside what is there before.
  func measuredStep() throws -> (loss: Double, bytes: Int) {
    let (loss, held) = try PeakMeter.measuring { try step() }
    return (loss, held.tensors)
  }

  /// Makes a step.
  ///
  /// - Returns: the loss before it: the mean over its micro-batches.
  func step() throws -> Double {
    optimizer.learningRate = rates.rate(after: steps, base: rate)
    if let momentum = rates.momentum(after: steps) { optimizer.momentum = momentum }
    let before = optimizer.count
    let (loss, moved) = try Trace.count {
      let made = try pipeline(parameters, scale: scale?.scale ?? 1, step: steps) { rows, attr in
        try self.rows.tensor(rows, step: steps, attr: attr, on: cluster)
      }
      timings = made.timings
      // A step that is left out has run its forward.
      parameters.merge(made.buffers) { $1 }
      let losses = try made.losses.map { loss throws(TesseraError) in try loss.number() }
      norm = try optimizer.step(&parameters, made.gradients, scaledBy: &scale)
      return losses.reduce(0, +) / Double(losses.count)
    }
    self.moved.add(moved)
    rates.note(loss)
    if optimizer.count == before { skipped += 1 }
    steps += 1
    meter.note(step: steps, loss: loss, norm: norm, rows: rows.count, self.moved)
    return loss
  }

  /// How long ranks were idle in the last step, measured on one rank; nil on the others, on a virtual cluster, and where no
  /// step was made. Collective.
  func bubble(on rank: Int) throws(TesseraError) -> PipelineBubble? {
    guard let timings else { return nil }
    return try pipeline.bubble(of: timings, on: rank, cluster.alignedClock())
  }

  /// Saves what a later run goes on from: copies it, and returns while a thread writes the copy.
  func save(to path: String) throws {
    var tensors = parameters
    for (name, tensor) in optimizer.state { tensors["optimizer.\(name)"] = tensor }
    var scalars: [String: CheckpointScalar] = [
      "step": .int(steps), "updates": .int(optimizer.count),
    ]
    if let scale {
      scalars["scale"] = .float(scale.scale)
      scalars["good"] = .int(scale.good)
    }
    scalars.merge(rates.scalars) { own, _ in own }
    let written = ByteMeter()
    try saver.save(
      tensors, scalars: scalars, to: path, options: SaveOptions(replaces: true), written)
    meter.note(saving: written)
  }

  /// The parameters under all names that the model has for them, and what the program does not read.
  func weights(of model: ImportedModel?, on mesh: ProcessMesh) throws -> [String: DistTensor] {
    var weights = parameters
    for (name, other) in model?.others ?? [:] {
      switch other {
      case .same(let known): weights[name] = parameters[known]
      case .stored(let stored, let dtype):
        weights[name] = try cluster.together {
          try DistTensor(
            shape: stored.shape, dtype: dtype, attr: .replicated(on: mesh), on: cluster
          ) { try stored.box(offsets: $0.offsets, sizes: $0.sizes).converted(to: dtype) }
        }
      }
    }
    return weights
  }

  /// Waits until the last checkpoint is on the disk.
  func finishSaving() throws { try saver.finish() }

  /// Goes on from what `save` wrote, on whatever mesh.
  func resume(from path: String) throws {
    var targets = parameters.mapValues { LoadTarget($0.attr, shape: $0.shape, dtype: $0.dtype) }
    for name in trained {
      guard let parameter = parameters[name] else { continue }
      for kept in optimizer.kept {
        targets["optimizer.\(name).\(kept)"] = LoadTarget(
          parameter.attr, shape: parameter.shape, dtype: parameter.dtype)
      }
    }
    let loaded = try Checkpoint.load(path, targets, on: cluster)
    guard case .int(let step)? = loaded.scalars["step"] else {
      throw TesseraError(
        .data, "--resume \(path): a checkpoint with a step is required, it has none")
    }
    var state: [String: DistTensor] = [:]
    for (name, tensor) in loaded.tensors {
      if name.hasPrefix("optimizer.") {
        state[String(name.dropFirst("optimizer.".count))] = tensor
      } else {
        parameters[name] = tensor
      }
    }
    steps = step
    var updates = step
    if case .int(let count)? = loaded.scalars["updates"] { updates = count }
    optimizer.resume(after: updates, state)
    rates.resume(from: loaded.scalars)
    if scale != nil, case .float(let kept)? = loaded.scalars["scale"],
      case .int(let good)? = loaded.scalars["good"]
    {
      scale = LossScale(kept, good: good)
    }
  }
}

/// How far a run is, read by the thread that shows it.
final class TrainingMeter: Sendable {
  private struct State {
    var (step, loss, rows) = (0, Double.nan, 0)
    var norm: Double?
    var moved = Trace.Sums()
    var saving: ByteMeter?
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  /// A step was made.
  func note(step: Int, loss: Double, norm: Double?, rows: Int, _ moved: Trace.Sums) {
    state.withLock { state in
      (state.step, state.loss, state.norm, state.moved) = (step, loss, norm, moved)
      state.rows += rows
    }
  }

  /// A checkpoint is being written.
  func note(saving written: ByteMeter) { state.withLock { $0.saving = written } }

  /// Step, loss, rows a second, what was moved, the part of the time that this took, and what this rank has written of
  /// the last checkpoint.
  func text(of total: Int) -> String {
    let now = state.withLock { $0 }
    let seconds = max(start.duration(to: .now) / .seconds(1), 1e-9)
    let norm = now.norm.map { ", gradient norm \(Float($0))" } ?? ""
    let saving = now.saving.map { ", saved \($0.text)" } ?? ""
    return
      "step \(now.step) of \(total), loss \(Float(now.loss))\(norm), \(Int(Double(now.rows) / seconds)) samples/s, "
      + "\(ByteCount(now.moved.bytes)) moved in \(Int(100 * now.moved.seconds / seconds))% of the time\(saving)"
  }
}
