import Elements
import Sharding

/// An all-reduce that an op makes within itself, of what its ranks have computed so far.
///
/// The rule of the op says which there are; its kernel makes them, and plans and prices count them.
public struct InnerFold: Hashable, Sendable {
  /// Which of the op's folds it is, as its rule and its kernel call it.
  package let name: String
  /// The shape of the whole tensor that is folded.
  public let shape: [Int]
  /// The dtype in which it is folded.
  public let dtype: DType
  /// Where the tensor lies before: partial over the mesh dims that are folded.
  public let from: TensorDistAttr
  /// Where it lies after.
  public let to: TensorDistAttr

  /// The folds of a layer of a transformer.
  package static let attention = "attention"
  package static let feedForward = "feed-forward"

  /// - Parameter meshDims: over which the tensor is folded, which `to` replicates it on.
  package init(
    _ name: String, _ op: ReduceOp, over meshDims: [Int], shape: [Int], dtype: DType,
    to: TensorDistAttr
  ) {
    self.name = name
    self.shape = shape
    self.dtype = dtype
    from = meshDims.reduce(to) { $0.replacing($1, with: .partial(op)) }
    self.to = to
  }
}

extension Inference {
  /// The folds that the op of a call makes within itself, in order; none of most ops.
  ///
  /// - Parameters:
  ///   - inputs: where the operands lie, lists flattened: as the answer to the call says.
  ///   - outputs: where the results do.
  /// - Throws: `RuleError` if the op has no rule, or does not take the call.
  package static func innerFolds(
    of call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    try rule(named: call.op).innerFolds(call, inputs: inputs, outputs: outputs)
  }
}

extension RuleCall {
  /// The dtype in which ranks fold what they make of the first operand.
  var foldedDType: DType { (inputs.first?.elements.first?.dtype ?? .float32).statistics }

  /// The place among all tensors of the first of the input at `index`.
  func place(ofInput index: Int) -> Int { inputs[..<index].reduce(0) { $0 + $1.elements.count } }
}
