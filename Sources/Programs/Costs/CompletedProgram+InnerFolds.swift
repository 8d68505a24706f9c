import Resharding
import SPMDRules
import Sharding

extension CompletedProgram {
  /// The folds that the ops of the program make within themselves, in order: the place of each op among the ops, and
  /// what it folds.
  ///
  /// - Throws: `TesseraError` where an op's rule does not take its operands.
  public func innerFolds() throws(TesseraError) -> [(op: Int, transition: Transition)] {
    var found: [(op: Int, transition: Transition)] = []
    for (index, op) in program.ops.enumerated() {
      for transition in try innerFolds(of: op) { found.append((index, transition)) }
    }
    return found
  }

  /// Those of one op.
  package func innerFolds(of op: ProgramOp) throws(TesseraError) -> [Transition] {
    guard case .op(let name, let attributes) = op.action, !op.inputs.isEmpty else { return [] }
    let call = RuleCall(
      op: name, inputs: op.inputs.map { $0.map { program.ruleTensor($0, attrs[$0], of: op) } },
      attributes: attributes)
    return try translated {
      try Inference.innerFolds(
        of: call, inputs: op.operands.map { attrs[$0] }, outputs: op.outputs.map { attrs[$0] })
    }.map(Transition.init)
  }
}

extension Transition {
  /// What a fold changes.
  package init(_ fold: InnerFold) {
    self.init(shape: fold.shape, dtype: fold.dtype, from: fold.from, to: fold.to)
  }
}
