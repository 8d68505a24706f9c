import SPMDRules
import Sharding
import Tensors

/// A call of an op on tensors of this process alone, resolved once: what is run after that is its kernel, and nothing
/// beside it.
package struct LocalOp {
  private let dispatch: Cluster.Dispatch
  private let tensors: [DenseTensor]

  /// Checks the call, and finds what its kernel has to know.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the op does not take the inputs, or nothing computes it.
  package init(
    _ op: String, _ inputs: [Operand<DenseTensor>], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) {
    let cluster = Cluster.virtual(1)
    let whole = TensorDistAttr.replicated(on: .single(0))
    tensors = inputs.flatMap(\.elements)
    var given: [DistTensor] = []
    for tensor in tensors { given.append(try DistTensor(tensor, attr: whole, on: cluster)) }
    let operands = inputs.places().map { operand in operand.map { given[$0] } }
    dispatch = try cluster.resolve(
      operands, given, Cluster.DispatchKey(op, operands, given, attributes))
  }

  /// Runs the kernel: the op's outputs, lists flattened.
  ///
  /// - Throws: `TesseraError` if the kernel refuses the operands' values, as an index outside of its dim.
  package func callAsFunction() throws(TesseraError) -> [DenseTensor] {
    try dispatch.compute(at: 0, tensors)
  }

  /// The shapes of the outputs, lists flattened.
  package var outputShapes: [[Int]] { dispatch.answer.outputShapes }
}
