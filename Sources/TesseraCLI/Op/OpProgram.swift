import Elements
import Ops
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Ops one after the other, of which each may take what those above it made: known by dtypes, shapes and
/// placements before anything runs.
struct OpProgram {
  /// An op, and what goes in and comes out.
  struct Step {
    let call: OpCall
    /// What is run: of an op that is of no tensor a copy of what it reads.
    let applied: OpCall
    let inputs: [Operand<Source>]
    /// The op's own names of its outputs.
    let outputNames: [String]
    /// As the op makes them.
    let made: [TensorSpec]
    /// Where they are to lie then, by output; those that are absent stay.
    var targets: [Int: TensorDistAttr] = [:]
  }

  /// Where an input comes from.
  enum Source {
    case given(OpInput)
    /// An output of a step above.
    case made(step: Int, output: Int, TensorSpec)

    var spec: TensorSpec {
      switch self {
      case .given(let input): input.spec
      case .made(_, _, let spec): spec
      }
    }
  }

  private(set) var steps: [Step] = []
}

extension OpProgram {
  /// Looks everything up that the calls name.
  ///
  /// - Parameter targets: the words of `--to`, for the outputs of the last call.
  init(_ calls: [OpCall], to targets: [String], on meshes: MeshFile, _ cluster: Cluster) throws {
    var places: [String: (step: Int, output: Int)] = [:]
    for (index, call) in calls.enumerated() {
      // Names that are near, where there is no such op.
      _ = try Inference.rule(named: call.op)
      let schema = OpSchema.named(call.op)
      func source(_ word: String) throws -> Source {
        if let place = places[word] {
          return .made(
            step: place.step, output: place.output, steps[place.step].spec(of: place.output))
        }
        return .given(try OpInput(parsing: word, on: meshes.meshes))
      }
      let declared = schema?.inputs ?? []
      let given = try call.arranged(as: declared).map { words in
        try words?.mapped(source)
      }
      let inputs =
        try Self.source(call, schema, on: meshes)
        ?? Self.settled(Self.filled(given, declared), call)
      guard inputs.contains(where: { !$0.elements.isEmpty }) else {
        throw TesseraError(.usage, "\(call.op): at least one input is required, none is given")
      }
      let applied = schema?.inputs.isEmpty == true ? OpCall.copy : call
      let made = try cluster.outputs(
        of: applied.op, inputs.map { $0.map(\.spec) }, applied.attributes)
      let names = schema?.outputNames(count: made.count) ?? []
      guard call.names.isEmpty || call.names.count == made.count else {
        throw TesseraError(
          .usage,
          "\(call.op): \(made.count) names are required, as it has outputs, not "
            + "\(call.names.count)")
      }
      var step = Step(call: call, applied: applied, inputs: inputs, outputNames: names, made: made)
      if index == calls.count - 1 { step.targets = try Self.targets(targets, of: step, on: meshes) }
      for (output, name) in call.names.enumerated() { places[name] = (index, output) }
      steps.append(step)
    }
  }

  /// What an op reads that is of no tensor; nil of any other.
  private static func source(_ call: OpCall, _ schema: OpSchema?, on meshes: MeshFile) throws
    -> [Operand<Source>]?
  {
    guard let schema, schema.inputs.isEmpty else { return nil }
    let known = try schema.checked(call.attributes, of: call.op, complete: true)
    guard case .string(let path) = known["filename"] else { return nil }
    var attr = TensorDistAttr.replicated(on: meshes.meshes[0])
    if case .string(let placements) = known["placements"] { attr = try meshes.attr(placements) }
    return [.one(.given(try OpInput(bytesOf: path, attr)))]
  }

  /// The inputs with those that are left out, which have no elements; of a list no tensors.
  private static func filled(_ given: [Operand<Source>?], _ declared: [OpArgument]) -> [Operand<
    Source
  >] {
    let mesh = given.lazy.compactMap { $0?.elements.first?.spec.attr.mesh }.first
    return given.enumerated().map { place, operand in
      if let operand { return operand }
      guard let mesh, !declared[place].isList else { return .list([]) }
      return .one(.given(OpInput(absentOn: mesh)))
    }
  }

  /// The inputs with what they hold of which nothing is said.
  private static func settled(_ inputs: [Operand<Source>], _ call: OpCall) -> [Operand<Source>] {
    let schema = OpSchema.named(call.op)
    let shapes = inputs.map { $0.elements.map(\.spec.shape) }
    var number = 0
    return inputs.enumerated().map { place, operand in
      var element = 0
      return operand.map { source in
        defer { (number, element) = (number + 1, element + 1) }
        guard case .given(var input) = source else { return source }
        input.settle(
          number: number,
          limit: schema?.indexLimit(place, element: element, shapes: shapes, call.attributes))
        return .given(input)
      }
    }
  }

  /// Of the words of `--to`, `PLACEMENTS` for the first output or `NAME=PLACEMENTS`.
  private static func targets(_ words: [String], of step: Step, on meshes: MeshFile) throws
    -> [Int: TensorDistAttr]
  {
    var targets: [Int: TensorDistAttr] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1)
      let name = parts.count == 2 ? String(parts[0]) : nil
      let names = step.resultNames
      guard let place = name.map({ names.firstIndex(of: $0) }) ?? 0 else {
        throw TesseraError(
          .usage,
          "--to \(word): the outputs of \(step.call.op) are \(names.joined(separator: ", "))")
      }
      guard targets[place] == nil else {
        throw TesseraError(.usage, "--to: each output goes one way, \(names[place]) is named twice")
      }
      let attr = try meshes.attr(String(parts.last ?? ""))
      try attr.validate(shape: step.made[place].shape, dtype: step.made[place].dtype)
      targets[place] = attr
    }
    return targets
  }
}

extension OpProgram {
  /// The op's name, or those of all.
  var title: String { steps.map(\.call.op).joined(separator: ", ") }

  /// What is told, printed and written: what the calls give a name, and all that the last one makes.
  var results: [(name: String, step: Int, output: Int)] {
    steps.enumerated().flatMap { index, step -> [(name: String, step: Int, output: Int)] in
      guard !step.call.names.isEmpty || index == steps.count - 1 else { return [] }
      return step.resultNames.enumerated().map { ($1, index, $0) }
    }
  }
}

extension OpProgram.Step {
  /// What its outputs are called.
  var resultNames: [String] { call.names.isEmpty ? outputNames : call.names }

  /// An output as it lies in the end.
  func spec(of output: Int) -> TensorSpec {
    guard let attr = targets[output],
      let spec = try? TensorSpec(
        dtype: made[output].dtype, shape: made[output].shape, attr: attr)
    else { return made[output] }
    return spec
  }
}

extension OpProgram {
  /// The inputs of a step as they are given, or as one process made them: what is weighed and verified.
  ///
  /// - Parameter whole: the outputs of the steps above in one process, by step; none where nothing is computed.
  func inputs(of step: Int, whole: [[DenseTensor]] = []) -> [Operand<OpInput>] {
    steps[step].inputs.map { operand in
      operand.map { source in
        switch source {
        case .given(let input): input
        case .made(let step, let output, let spec):
          OpInput(spec, whole.indices.contains(step) ? whole[step][output] : nil)
        }
      }
    }
  }

  /// Runs the steps on the ranks of the job.
  ///
  /// - Parameter given: the inputs that are no step's, by step and place; made before, so that only ops are timed.
  /// - Returns: the outputs of each step.
  func run(_ given: [[Operand<DistTensor?>]], on cluster: Cluster) throws -> [[DistTensor]] {
    var made: [[DistTensor]] = []
    for (index, step) in steps.enumerated() {
      let inputs = try zip(step.inputs, given[index]).map { sources, tensors in
        func tensor(_ source: Source, _ given: DistTensor?) throws -> DistTensor {
          if case .made(let step, let output, _) = source { return made[step][output] }
          guard let given else { preconditionFailure("an input that no step makes is given") }
          return given
        }
        switch (sources, tensors) {
        case (.one(let source), .one(let given)): return Operand.one(try tensor(source, given))
        default:
          return .list(try zip(sources.elements, tensors.elements).map { try tensor($0, $1) })
        }
      }
      var outputs = try cluster.together {
        try cluster.apply(step.applied.op, inputs, step.applied.attributes)
      }
      for (place, attr) in step.targets.sorted(by: { $0.key < $1.key }) {
        outputs[place] = try outputs[place].resharded(to: attr)
      }
      made.append(outputs)
    }
    return made
  }

  /// The inputs that no step makes, as they lie.
  func given(on cluster: Cluster) throws -> [[Operand<DistTensor?>]] {
    try steps.map { step in
      try step.inputs.map { operand in
        func tensor(_ source: Source) throws -> DistTensor? {
          guard case .given(let input) = source else { return nil }
          return try input.tensor(input.attr, on: cluster)
        }
        switch operand {
        case .one(let source): return .one(try tensor(source))
        case .list(let list): return .list(try list.map(tensor))
        }
      }
    }
  }
}
