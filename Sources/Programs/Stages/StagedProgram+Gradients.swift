import Elements
import Sharding

/// A stage's forward and backward together.
public struct StageGradients: Hashable, Sendable {
  /// Of a stage that gives something: that, then gradients by what it takes, then by its parameters. `grad.NAME` of what it
  /// gives is an input. Of the last stage the loss comes first.
  public let program: Program
  /// What later stages take, and of the last stage the loss, in the order of the results.
  public let gives: [String]
  /// What it takes of floating-point numbers, in the order of the results behind those.
  public let takes: [String]
  /// The parameters that have a gradient, in the order of the results behind those.
  public let parameters: [String]

  /// The places of the results of each sort.
  public var places: (gives: Range<Int>, takes: Range<Int>, parameters: Range<Int>) {
    let taken = gives.count + takes.count
    return (0..<gives.count, gives.count..<taken, taken..<taken + parameters.count)
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
    return switch backwardParts {
    case 0: [completed.fixedValues, results]
    case 1: [completed.fixedValues, gives, takes + parameters]
    default: [completed.fixedValues, gives, takes, parameters]
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
    func isContinuous(_ name: String) -> Bool {
      program.value(named: name).map { program.values[$0].dtype.isContinuous } ?? false
    }
    let readers = program.readers
    let read = program.inputs.filter { !readers[$0].isEmpty }
    let parameters = read.map { program.values[$0] }.filter {
      $0.role == .parameter && $0.dtype.isContinuous && isTrained(copies[$0.name] ?? $0.name)
    }.map(\.name)
    let takes = stage.takes.filter(isContinuous)
    let isLast = index == stages.count - 1
    let results = program.results.map { program.values[$0].name }
    let given = isLast ? results : results.filter(isContinuous)
    if takes.isEmpty && parameters.isEmpty || given.isEmpty {
      return StageGradients(program: program, gives: results, takes: [], parameters: [])
    }
    var joint =
      isLast && !isScaled
      ? try program.gradients(of: results[0], withRespectTo: takes + parameters)
      : try program.products(of: given, withRespectTo: takes + parameters)
    let others = results.filter { !given.contains($0) }
    joint.results.insert(
      contentsOf: others.compactMap { joint.value(named: $0) }, at: given.count)
    return StageGradients(
      program: joint, gives: given + others, takes: takes, parameters: parameters)
  }
}
