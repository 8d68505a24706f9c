import CheckpointFormats
import Checkpoints
import Elements
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
  /// The bytes that all ranks have received.
  private(set) var received = 0
  private let compiled: CompiledProgram
  private let trained: [String]
  private var optimizer: Optimizer
  private let cluster: Cluster
  /// What the progress line tells.
  let meter = TrainingMeter()

  /// - Parameter complete: places the program of the gradients.
  init(
    _ source: ProgramSource, rows: TrainingRows, parameters file: String?, on cluster: Cluster,
    _ optimizer: Optimizer, complete: (Program) throws -> CompletedProgram
  ) throws {
    self.rows = rows
    self.cluster = cluster
    self.optimizer = optimizer
    name = source.program.name
    let (compiled, inputs, trained) = try cluster.together {
      let program = source.program
      let fixed = source.model?.buffers ?? []
      let trained = program.inputs.map { program.values[$0] }
        .filter { $0.role == .parameter && $0.dtype.isFloating && !fixed.contains($0.name) }
        .map(\.name)
      guard !trained.isEmpty else {
        throw TesseraError(
          .data, "program \(program.name): a parameter of floats is required, it has none")
      }
      let loss = program.values[program.results[0]].name
      let completed = try complete(
        try program.gradients(of: loss, withRespectTo: trained))
      return (
        try CompiledProgram(completed, on: cluster),
        try ProgramInputs([], parameters: file, model: source.model, of: completed), trained
      )
    }
    (self.compiled, self.trained) = (compiled, trained)
    let given = try cluster.together { try inputs.tensors(on: cluster) }
    let names = compiled.completed.program.inputs.map { compiled.completed.program.values[$0] }
      .filter { $0.role == .parameter }.map(\.name)
    parameters = given.filter { names.contains($0.key) }
  }

  /// Makes a step.
  ///
  /// - Returns: the loss before it.
  func step() throws -> Double {
    var given = parameters
    let program = compiled.completed.program
    for id in program.inputs where program.values[id].role == .input {
      let value = program.values[id]
      given[value.name] = try rows.tensor(
        value.name, value.shape, step: steps, attr: compiled.completed.attrs[id], on: cluster)
    }
    let (made, trace) = try Trace.record { try compiled(given) }
    received += trace.totals.reduce(0) { $0 + $1.bytes }
    let loss = try made[0].number()
    var gradients: [String: DistTensor] = [:]
    for (name, gradient) in zip(trained, made.dropFirst()) { gradients[name] = gradient }
    let (_, moves) = try Trace.record { try optimizer.step(&parameters, gradients) }
    received += moves.totals.reduce(0) { $0 + $1.bytes }
    steps += 1
    meter.note(step: steps, loss: loss, rows: rows.count, received: received)
    return loss
  }

  /// Saves what a later run goes on from.
  func save(to path: String) throws {
    var tensors = parameters
    for (name, tensor) in optimizer.state { tensors["optimizer.\(name)"] = tensor }
    try Checkpoint.save(
      tensors, scalars: ["step": .int(steps)], to: path, on: cluster,
      options: SaveOptions(replaces: true))
  }

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
    optimizer.resume(after: step, state)
  }
}

/// How far a run is, read by the thread that shows it.
final class TrainingMeter: Sendable {
  private struct State {
    var (step, loss, rows, received) = (0, Double.nan, 0, 0)
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  /// A step was made.
  func note(step: Int, loss: Double, rows: Int, received: Int) {
    state.withLock { state in
      (state.step, state.loss, state.received) = (step, loss, received)
      state.rows += rows
    }
  }

  /// Step, loss, rows a second, and what was moved.
  func text(of total: Int) -> String {
    let now = state.withLock { $0 }
    let rate = Double(now.rows) / max(start.duration(to: .now) / .seconds(1), 1e-9)
    return
      "step \(now.step) of \(total), loss \(now.loss), \(Int(rate)) samples/s, \(ByteCount(now.received)) moved"
  }
}

/// What a run of training tells.
struct TrainReport: Encodable {
  let program: String
  let parameters: Int
  var firstStep = 1
  var losses: [Double] = []
  var seconds = 0.0
  var received = 0

  init(program: String, parameters: Int) { (self.program, self.parameters) = (program, parameters) }

  enum CodingKeys: String, CodingKey {
    case program, parameters, losses, seconds, received
    case firstStep = "first_step"
  }

  var text: String {
    guard let first = losses.first, let last = losses.last else {
      return "\(program): all steps were made before"
    }
    return
      "\(program): \(losses.count) steps of \(parameters) parameters, loss \(first) to \(last)\n"
      + "moved by all ranks: \(ByteCount(received))"
  }
}
