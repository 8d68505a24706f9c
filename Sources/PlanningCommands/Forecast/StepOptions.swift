import ArgumentParser
import Console
import CostModel
import Elements
import Forecasts
import Importing
import Programs
import Sharding

extension OptimiserKind: ExpressibleByArgument {}
extension PipelineSchedule.Order: ExpressibleByArgument {}

/// What a step of a program is.
package struct StepOptions: ParsableArguments {
  package init() {}

  @Flag(help: "Simulate a training step: the program with its gradients, and the optimiser's step.")
  package var train = false

  @Option(
    help: ArgumentHelp(
      "The value that is differentiated (default: the first result). One that is no scalar is given its gradient, as "
        + "the last layer of a model without a loss is.", valueName: "name"))
  package var of: String?

  @Option(
    help:
      "How parameters follow their gradients: sgd, momentum, adam, adamw or lamb (default: adamw).")
  package var optimizer: OptimiserKind?

  @Option(
    help: ArgumentHelp(
      "In which order the stages of a pipeline, one on each of several meshes, work on micro-batches (default: 1f1b; interleaved with --turns).",
      valueName: "order"))
  package var schedule: PipelineSchedule.Order?

  @Option(
    help: ArgumentHelp(
      "How many stages each mesh has, where --stage names none (default: 1; 2 of interleaved).",
      valueName: "count"))
  package var turns: Int?

  @Option(help: "The micro-batches of a step; the program is that of one.")
  package var microbatches = 1

  @Option(
    help: ArgumentHelp(
      "Whose kernels compute, megatron or fsdp (default: the last that the topology's device names).",
      valueName: "name"))
  package var framework: SoftwareStack.Kind?

  @Flag(
    name: .customLong("no-overlap"),
    help: "Ranks wait for each reshard where it stands, as those of 'program run' do.")
  package var waits = false

  package func validate() throws {
    guard (1...(1 << 20)).contains(microbatches) else {
      throw ValidationError(
        "--microbatches: a whole number from 1 to \(1 << 20) is required, not \(microbatches)")
    }
    if let turns, !(1...4096).contains(turns) {
      throw ValidationError("--turns: a whole number from 1 to 4096 is required, not \(turns)")
    }
    if !train, let word = of != nil ? "--of" : optimizer != nil ? "--optimizer" : nil {
      throw ValidationError("\(word): --train is required, without it nothing is differentiated")
    }
  }

  /// The program of a step, before anything is placed.
  ///
  /// - Throws: `TesseraError.Kind.data` where there is no such value, or it has no gradient.
  package func step(of source: ProgramSource) throws(TesseraError) -> (
    program: Program, setup: StepSetup
  ) {
    let setup = try setup(of: source)
    let program = source.program
    guard train else { return (program, setup) }
    let name = of ?? program.values[program.results[0]].name
    return (
      isScalar(name, in: program)
        ? try program.gradients(of: name, withRespectTo: setup.trained)
        : try program.products(of: [name], withRespectTo: setup.trained), setup
    )
  }

  /// The program that stages of a pipeline compute: that of a step before it is differentiated, and whether the gradient
  /// by its first result is given.
  ///
  /// - Throws: `TesseraError.Kind.data` where there is no such value.
  func forward(_ program: Program) throws(TesseraError) -> (program: Program, isScaled: Bool) {
    var program = program
    if let of {
      guard let id = program.value(named: of) else {
        throw TesseraError(
          .data, "--of: a value of program \(program.name) is required, not '\(of)'")
      }
      program.results = [id]
    }
    return (program, !isScalar(program.values[program.results[0]].name, in: program))
  }

  /// What is trained, and how.
  ///
  /// - Throws: `TesseraError.Kind.data` where nothing can be.
  func setup(of source: ProgramSource) throws(TesseraError) -> StepSetup {
    var setup = StepSetup()
    (setup.optimiser, setup.microbatches, setup.overlaps) = (
      optimizer ?? .adamw, microbatches, !waits
    )
    guard train else { return setup }
    let program = source.program
    let fixed = source.model?.fixed ?? []
    setup.trained = program.inputs.map { program.values[$0] }
      .filter { $0.role == .parameter && $0.dtype.isFloating && !fixed.contains($0.name) }
      .map(\.name)
    guard !setup.trained.isEmpty else {
      throw TesseraError(
        .data,
        "program \(program.name): a parameter of floats that is not frozen is required, it has none"
      )
    }
    return setup
  }

  /// Whether the value has one number.
  func isScalar(_ name: String, in program: Program) -> Bool {
    program.value(named: name).map { program.values[$0].shape.reduce(1, *) == 1 } ?? true
  }
}
