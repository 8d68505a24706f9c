import Elements
import Sharding

/// A stage's forward and backward together.
public struct StageGradients: Hashable, Sendable {
  /// Of a stage that gives something: that, then gradients by what it takes, then by its parameters, then what buffers hold
  /// afterwards. `grad.NAME` of what it gives is an input. Of the last stage the loss comes first.
  public let program: Program
  /// What later stages take, and of the last stage the loss, in the order of the results.
  public let gives: [String]
  /// What it takes of floating-point numbers, in the order of the results behind those.
  public let takes: [String]
  /// The parameters that have a gradient, in the order of the results behind those.
  public let parameters: [String]
  /// The buffers that it writes, in the order of the results behind those.
  public let writes: [String]

  /// The places of the results of each sort.
  public var places:
    (gives: Range<Int>, takes: Range<Int>, parameters: Range<Int>, writes: Range<Int>)
  {
    let taken = gives.count + takes.count
    let differentiated = taken + parameters.count
    return (
      0..<gives.count, gives.count..<taken, taken..<differentiated,
      differentiated..<differentiated + writes.count
    )
  }

  /// What each part of the completed program is for: what hangs on parameters alone, the forward, then the backward.
  ///
  /// - Parameter backwardParts: 0 where the backward is one with the forward, 2 where the gradients by parameters are
  ///   apart.
  package func groups(of completed: CompletedProgram, backwardParts: Int) -> [[Program.ID]] {
    let results = completed.program.results
    let (gives, takes, parameters) = (
      Array(results[places.gives]), Array(results[places.takes]),
      Array(results[places.parameters])
    )
    let fixed = completed.fixedValues(but: writes)
    let forward = gives + results[places.writes]
    return switch backwardParts {
    case 0: [fixed, results]
    case 1: [fixed, forward, takes + parameters]
    default: [fixed, forward, takes, parameters]
    }
  }
}

extension StagedProgram {
  /// The forward and the backward of each stage, as one program each.
  ///
  /// - Parameters:
  ///   - isTrained: whether a parameter of this name, of the program before it was cut, has a gradient.
  ///   - isScaled: whether the gradient by the loss is an input too, `grad.NAME`, and not 1.
  /// - Throws: `TesseraError` where an op that the loss depends on has no gradient, or the loss is no floating scalar.
  public func gradients(isScaled: Bool = false, isTrained: (String) -> Bool) throws(TesseraError)
    -> [StageGradients]
  {
    var all: [StageGradients] = []
    for stage in stages.indices {
      all.append(try gradients(ofStage: stage, isScaled: isScaled, isTrained: isTrained))
    }
    return all
  }

  /// The forward and the backward of one stage.
  package func gradients(ofStage index: Int, isScaled: Bool, isTrained: (String) -> Bool)
    throws(TesseraError) -> StageGradients
  {
    let stage = stages[index]
    let program = stage.program
    // Buffers that are written are not differentiated, wherever they are read.
    let written = Set(stages.flatMap(\.writes))
    func isContinuous(_ name: String) -> Bool {
      !written.contains(name)
        && program.value(named: name).map { program.values[$0].dtype.isContinuous } ?? false
    }
    let readers = program.readers
    let read = program.inputs.filter { !readers[$0].isEmpty }
    let parameters = read.map { program.values[$0] }.filter {
      $0.role == .parameter && isContinuous($0.name) && isTrained(copies[$0.name] ?? $0.name)
    }.map(\.name)
    let takes = stage.takes.filter(isContinuous)
    let isLast = index == stages.count - 1
    let names = program.results.map { program.values[$0].name }
    let results = Array(names.dropLast(stage.writes.count))
    let given = isLast ? results : results.filter(isContinuous)
    if takes.isEmpty && parameters.isEmpty || given.isEmpty {
      return StageGradients(
        program: program, gives: results, takes: [], parameters: [], writes: stage.writes)
    }
    let others = results.filter { !given.contains($0) }
    let beside = others + names.suffix(stage.writes.count)
    var joint =
      isLast && !isScaled
      ? try program.gradients(
        of: results[0], withRespectTo: takes + parameters, beside: beside)
      : try program.products(of: given, withRespectTo: takes + parameters, beside: beside)
    // All that the forward gives comes first.
    let end = joint.results.count - beside.count
    let further = Array(joint.results[end..<end + others.count])
    joint.results.removeSubrange(end..<end + others.count)
    joint.results.insert(contentsOf: further, at: given.count)
    return StageGradients(
      program: joint, gives: given + others, takes: takes, parameters: parameters,
      writes: stage.writes)
  }
}
