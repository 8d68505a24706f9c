import Sharding

/// Softmax along the class axis c and the cross entropy with the labels: `bc,b1->bc,b1`, or with soft
/// labels `bc,bc->bc,b1`; outputs are the softmax and the loss.
///
/// The class axis, where it may be sharded:
/// - Hard labels and a softmax along the last axis: free, and the loss replicated over it. The op
///   then communicates by itself along the mesh dims that cut the classes (maximum, sum and the
///   label's logit are all-reduced), as `c_softmax_with_cross_entropy` does.
/// - Soft labels of given probabilities (`use_softmax` false): the loss is a sum over the classes,
///   hence a partial sum.
/// - Else whole.
///
/// The loss is linear in soft labels: their partial sums and averages pass to it.
///
/// Source: Paddle's `cross_entropy_with_softmax.cc`, DTensor's `loss_parallel`.
enum CrossEntropyWithSoftmax: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (logits, label) = (try call.shape(0), try call.shape(1))
    guard !logits.isEmpty else {
      throw .shape("\(call.op): logits must have a dim of classes, they are 0-D")
    }
    let axis = try call.axis(try call.int("axis"), of: logits.count)
    let isSoft = try call.bool("soft_label")
    let usesSoftmax = try call.bool("use_softmax")
    var wanted = logits
    if !isSoft { wanted[axis] = 1 }
    guard label == wanted else {
      throw .shape(
        "\(call.op): \(isSoft ? "soft" : "hard") labels of logits \(logits) along axis \(axis) must "
          + "have the shape \(wanted), they have \(label)")
    }
    let isLast = axis == logits.count - 1
    let kind: Axis.Kind =
      switch (isSoft, usesSoftmax) {
      case (false, true) where isLast: .free
      case (true, false): .reduced(.sum)
      default: .whole
      }
    let flows = [ReduceOp.sum, .avg].map {
      Flow([.replicate, .partial($0)], to: [.replicate, .partial($0)])
    }
    let axes = zip(Axis.letters(logits.count), logits.indices).map {
      Axis($0, logits[$1], $1 == axis ? kind : .free)
    }
    let all = logits.indices.map { [$0] }
    let row = logits.indices.map { $0 == axis ? [] : [$0] }
    return AxisMap(
      axes: axes, inputs: [all, isSoft ? all : row], outputs: [all, row],
      flows: isSoft ? flows : [])
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    // Soft labels' sharded classes leave a partial loss, which each rank computes alone.
    if try call.bool("soft_label") { return [] }
    let axis = try call.axis(try call.int("axis"), of: try call.shape(0).count)
    return try call.rowFolds(along: axis, of: inputs[0], to: outputs[1])
  }
}
