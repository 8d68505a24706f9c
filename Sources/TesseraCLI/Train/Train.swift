import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import Files
import Forecasts
import Importing
import PlanningCommands
import Programs
import Sharding
import Tessera

/// Trains a model: gradients of its loss, steps of an optimiser, checkpoints.
struct Train: SoloCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a program or a PyTorch model on the ranks of a mesh.",
    discussion: """
      The first result of the program is the loss. Each step takes the next --batch rows of every input, starting over at
      the end, and moves every parameter along its gradient.

      Example, on four ranks:
        ./Launch/run -np 4 train model.pt2 --mesh '{dp: 2, tp: 2}' --place 'ids=S(0),R' --input ids.npy --input labels.npy \\
          --batch 8 --optimizer adamw --lr 1e-3 --steps 50 --losses losses.csv
      """)

  @OptionGroup var file: ProgramFile
  @OptionGroup var completion: CompletionOptions
  @OptionGroup var job: JobOptions

  @Option(
    help: ArgumentHelp(
      "An input's rows: NAME=FILE.npy, or FILE.npy for the next input in the program's order; once for each.",
      valueName: "[name=]file.npy"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the rows of inputs of integers from the bytes of this text; those of a second one are the bytes behind each.",
      valueName: "file"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Take the parameters from this file, each by its name.", valueName: "file.safetensors"))
  var parameters: String?

  @Option(help: "The rows of each input that a step takes (default: all).")
  var batch: Int?

  @Option(help: "How parameters follow their gradients: sgd, momentum, adam, adamw or lamb.")
  var optimizer = OptimizerName.sgd

  @Option(help: ArgumentHelp("The learning rate: the length of a step.", valueName: "rate"))
  var lr: Double

  @Option(
    help: ArgumentHelp(
      "How the rate changes from step to step, as 'cosine(100)' or 'linear(0.1, 1, 10) until 10, cosine(90)': "
        + RateSchedule.Curve.forms.joined(separator: ", ")
        + "; or, where the loss stops falling, by "
        + PlateauRate.form + ".", valueName: "curves"))
  var lrSchedule: String?

  @Option(
    help: ArgumentHelp(
      "What a step takes off of each parameter, in parts of it (default: 0; 0.01 of adamw and lamb).",
      valueName: "part"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The norm of all gradients together beyond which they are made shorter.", valueName: "norm"))
  var clipNorm: Double?

  @Flag(
    help:
      "Scale the loss, as gradients of float16 need it: from 65536 on, half of it after a step that has an infinite gradient and is left out, twice after 2000 good ones."
  )
  var scaleLoss = false

  @Option(
    help: "Cut the rows of a step into this many micro-batches, whose gradients are averaged.")
  var microbatches = 1

  @Option(
    help: ArgumentHelp(
      "The most that a rank holds in a step, beside the optimiser's state: what it takes is made again for gradients.",
      valueName: "size"))
  var memoryLimit: ByteCount?

  @Option(help: "In which order the stages of a pipeline work on micro-batches.")
  var schedule = PipelineSchedule.Order.oneForwardOneBackward

  @Option(
    help: ArgumentHelp(
      "How many stages each mesh has, where none are named (default: 1; 2 of interleaved).",
      valueName: "count"))
  var turns: Int?

  @Option(help: "The number of steps, those of a checkpoint among them.")
  var steps: Int

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Save parameters, the optimiser's state and the step to DIR after every K steps.",
      valueName: "k dir"))
  var checkpointEvery: [String] = []

  @Option(
    help: ArgumentHelp(
      "Go on from this checkpoint, which any mesh may have saved.", valueName: "dir"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Write a line a step to this file, step,loss: the loss before the step.",
      valueName: "file.csv"))
  var losses: String?

  @Option(
    help: ArgumentHelp("Write the trained parameters to this file.", valueName: "file.safetensors"))
  var output: String?

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { job.virtual }

  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case sgd, momentum, adam, adamw, lamb

    var method: Optimizer.Method {
      switch self {
      case .sgd: .sgd
      case .momentum: .momentum()
      case .adam: .adam()
      case .adamw: .adamW()
      case .lamb: .lamb()
      }
    }
  }

  func validate() throws {
    for (name, number) in [
      ("batch", batch), ("steps", steps), ("microbatches", microbatches), ("turns", turns),
    ] {
      if let number, number < 1 {
        throw ValidationError("--\(name): an integer of at least 1 is required, not \(number)")
      }
    }
    guard lr.isFinite, lr >= 0 else {
      throw ValidationError("--lr: a number that is not negative is required, not \(lr)")
    }
    for (name, number) in [("weight-decay", weightDecay), ("clip-norm", clipNorm)] {
      if let number, !(number >= 0) {
        throw ValidationError("--\(name): a number that is not negative is required, not \(number)")
      }
    }
    _ = try saving()
    do { _ = try rates() } catch { throw ValidationError("--lr-schedule: \(error.message)") }
  }

  /// After how many steps a checkpoint is saved, and where.
  private func saving() throws -> (every: Int, path: String)? {
    if checkpointEvery.isEmpty { return nil }
    guard checkpointEvery.count == 2, let every = Int(checkpointEvery[0]), every > 0 else {
      throw ValidationError(
        "--checkpoint-every: a number of steps and a folder are required, as 10 checkpoints/run")
    }
    return (every, checkpointEvery[1])
  }

  private func rates() throws(TesseraError) -> TrainingRate {
    guard let lrSchedule else { return .constant }
    if let plateau = try PlateauRate(parsing: lrSchedule, rate: lr) { return .plateau(plateau) }
    return .schedule(try RateSchedule(parsing: lrSchedule))
  }

  func run() throws {
    do { try train() } catch { throw TesseraError(error) }
  }

  /// Checks that everything that the run is to write can be written.
  private func checkFiles(_ checkpoint: String?) throws {
    for (path, option) in [(losses, "--losses"), (output, "--output")] {
      if let path { try NewFile.check(path, for: option) }
    }
    try told.checkFiles()
    if let checkpoint { try StagedFolder.requireFree(checkpoint, replacing: true) }
  }

  private func train() throws {
    let (meshes, cluster) = try job.open(completion.mesh)
    let saving = try saving()
    try cluster.together {
      // Not after all steps.
      if cluster.rank == 0 { try checkFiles(saving?.path) }
    }
    var made = try cluster.together { try TrainingPlan(self, on: meshes.meshes) }
    let (isAlone, passes) = (made.isAlone, made.passes)
    func complete(_ program: Program, _ mesh: ProcessMesh) throws -> CompletedProgram {
      // Patterns may name gradients too; those of values in stages were followed before they were cut.
      if isAlone { return try completion.complete(program, on: meshes, beside: passes) }
      return try completion.placement.completed(program, on: [mesh], beside: passes)
    }
    var bounds: [MemoryBound] = []
    if let memoryLimit {
      bounds = try cluster.together {
        try made.keep(to: memoryLimit, isScaled: scaleLoss, complete: complete)
      }
    }
    let plan = made
    let run = try TrainingRun(
      plan, parameters: parameters, rates: try rates(), scale: scaleLoss ? LossScale() : nil,
      on: cluster,
      Optimizer(
        optimizer.method, learningRate: lr, weightDecay: weightDecay, clipNorm: clipNorm),
      complete: complete)
    if let resume {
      try run.resume(from: resume)
    } else if cluster.rank == 0 {
      run.notices.forEach(ErrorLine.notice)
    }
    let isShown = cluster.rank == 0 && !told.quiet
    let total = steps
    var report = TrainReport(
      program: run.name, parameters: run.parameters.count, isVirtual: cluster.isVirtual)
    let start = ContinuousClock.now
    let meter = run.meter
    try ProgressLine.during({ meter.text(of: total) }, isShown: isShown) {
      while run.steps < total {
        if run.steps == total - 1 {
          let (loss, bytes) = try run.measuredStep()
          report.losses.append(loss)
          let peaks = try run.peaks(measured: bytes)
          (report.peakBytes, report.measuredPeakBytes) = (peaks.foretold, peaks.measured)
        } else {
          report.losses.append(try run.step())
        }
        if let saving, run.steps % saving.every == 0 { try run.save(to: saving.path) }
      }
      try run.finishSaving()
    }
    report.seconds = start.duration(to: .now) / .seconds(1)
    report.firstStep = total - report.losses.count + 1
    report.received = run.moved.bytes
    report.communicating = run.moved.seconds
    report.norm = run.norm
    report.skipped = run.skipped
    report.memory = TrainReport.Memory(bounds)
    if !plan.isAlone {
      report.stages = TrainReport.Stages(plan.schedule, try run.bubble(on: 0))
    }
    if let losses {
      let lines = report.losses.enumerated().map { "\(report.firstStep + $0),\($1)\n" }
      try cluster.together {
        if cluster.rank == 0 {
          try NewFile.write(lines.joined(), to: losses)
        }
      }
    }
    if let output {
      let weights = try run.weights(of: plan.source.model, on: meshes.meshes[0])
      try Checkpoint.write(weights, to: output, on: cluster)
    }
    guard cluster.rank == 0 else { return }
    try told.tell(text: report.text, json: try report.prettyJSON())
  }
}
