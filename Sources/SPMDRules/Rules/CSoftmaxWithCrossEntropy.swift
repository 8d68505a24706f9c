import Sharding

/// The class-parallel softmax and cross entropy: `bc,b1->bc,b1`, the classes c being the last dim;
/// outputs are the softmax and the loss.
///
/// The op communicates by itself along the mesh dims that cut the classes, and knows its part's
/// offset: the class axis is free, and the loss replicated over it. No partial passes.
/// The gradient, `bc,b1,b1->bc` of softmax, label and the loss's gradient, needs no communication.
///
/// Source: Paddle's `c_softmax_with_cross_entropy.cc`.
enum CSoftmaxWithCrossEntropy: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (axes, all, row) = try classes(call)
    return AxisMap(axes: axes, inputs: [all, row], outputs: [all, row])
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 2...3)
    let (axes, all, row) = try classes(call)
    let rows = [[[Int]]](repeating: row, count: call.inputs.count - 1)
    return AxisMap(axes: axes, inputs: [all] + rows, outputs: [all])
  }

  /// The logits' axes, a dim for each, and those of a tensor with one class.
  private static func classes(_ call: RuleCall) throws(RuleError) -> (
    axes: [Axis], all: [[Int]], row: [[Int]]
  ) {
    let logits = try call.shape(0)
    guard !logits.isEmpty else {
      throw .shape("\(call.op): logits must have a dim of classes, they are 0-D")
    }
    for index in call.inputs.indices.dropFirst()
    where try call.shape(index) != logits.dropLast() + [1] {
      throw .shape(
        "\(call.op): input \(index) must have the shape \(logits.dropLast() + [1]) for logits "
          + "\(logits), it has \(try call.shape(index))")
    }
    let axes = zip(Axis.letters(logits.count), logits).map { Axis($0, $1) }
    return (axes, axes.indices.map { [$0] }, axes.indices.dropLast().map { [$0] } + [[]])
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    try call.rowFolds(along: try call.shape(0).count - 1, of: inputs[0], to: outputs[1])
  }
}

extension RuleCall {
  /// The folds of a row's maximum, and of its sum beside the label's logit, where the classes of logits are sharded.
  ///
  /// - Parameters:
  ///   - axis: of the classes.
  ///   - logits: where these lie.
  ///   - row: where the losses lie.
  func rowFolds(
    along axis: Int, of logits: TensorDistAttr, to row: TensorDistAttr
  ) throws(RuleError) -> [InnerFold] {
    let meshDims = logits.cutters(of: axis)
    guard !meshDims.isEmpty else { return [] }
    var shape = try shape(0)
    return [("maximum", ReduceOp.max, 1), ("sum", .sum, 2)].map { name, op, size in
      shape[axis] = size
      return InnerFold(name, op, over: meshDims, shape: shape, dtype: foldedDType, to: row)
    }
  }
}
