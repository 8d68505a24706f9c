import Programs
import Sharding

/// What one stage of a pipeline computes in training, compiled: parts that run one after the other.
final class StageWork {
  let gradients: StageGradients
  let cluster: Cluster
  let completed: CompletedProgram
  /// What hangs on parameters alone, once a step.
  let fixed: CompiledProgram?
  /// The forward, then the backward in one part or in two.
  let parts: [CompiledProgram?]
  /// By part: what later parts read, and gradients.
  private let kept: [Set<String>]
  /// The inputs that rows of the batch are.
  let rows: [(name: String, shape: [Int], attr: TensorDistAttr)]

  init(
    _ stage: StagedProgram.Stage, _ gradients: StageGradients, _ completed: CompletedProgram,
    backwardParts: Int, on cluster: Cluster
  ) throws(TesseraError) {
    self.gradients = gradients
    self.cluster = cluster
    self.completed = completed
    let (results, places) = (completed.program.results, gradients.places)
    var compiled: [CompiledProgram?] = []
    for part in completed.parts(for: gradients.groups(of: completed, backwardParts: backwardParts))
    {
      compiled.append(
        try part.map { part throws(TesseraError) in try CompiledProgram(part, on: cluster) })
    }
    fixed = compiled[0]
    parts = Array(compiled.dropFirst())
    let names = Set(
      results[places.takes.lowerBound..<places.parameters.upperBound]
        .map { completed.program.values[$0].name })
    let reads = parts.map { Set($0?.inputNames ?? []) }
    kept = parts.indices.map { part in reads[(part + 1)...].reduce(names) { $0.union($1) } }
    let known = Set(stage.takes + gradients.gives.map { "grad.\($0)" })
    rows = completed.program.inputs.compactMap { id in
      let value = completed.program.values[id]
      guard value.role == .input, !known.contains(value.name) else { return nil }
      return (value.name, value.shape, completed.attrs[id])
    }
  }

  /// The name of a result, as the parts have it.
  func name(ofResult place: Int) -> String {
    completed.program.values[completed.program.results[place]].name
  }

  /// Where an input lies.
  func attr(of input: String) -> TensorDistAttr? { completed.attr(of: input) }

  /// Computes what hangs on parameters alone.
  func fixedValues(_ parameters: [String: DistTensor]) throws(TesseraError) -> [String: DistTensor]
  {
    guard let fixed else { return [:] }
    return try fixed.results(of: parameters)
  }

  /// Runs a part on what is there, and adds what it makes.
  func run(
    _ part: Int, _ held: inout [String: DistTensor], _ constant: [String: DistTensor]
  ) throws(TesseraError) {
    if let program = parts[part] {
      let made = try program.results(of: held.merging(constant) { own, _ in own })
      held.merge(made) { _, new in new }
    }
  }

  /// What is still read after a part.
  func left(_ held: [String: DistTensor], after part: Int) -> [String: DistTensor] {
    held.filter { kept[part].contains($0.key) }
  }
}

extension CompiledProgram {
  /// The names of its inputs.
  fileprivate var inputNames: [String] {
    completed.program.inputs.map { completed.program.values[$0].name }
  }

  /// Its results by name, of inputs among others.
  fileprivate func results(of held: [String: DistTensor]) throws(TesseraError) -> [String:
    DistTensor]
  {
    var inputs: [String: DistTensor] = [:]
    for name in inputNames { inputs[name] = held[name] }
    let made = try self(inputs)
    let names = completed.program.results.map { completed.program.values[$0].name }
    return Dictionary(zip(names, made)) { first, _ in first }
  }
}
