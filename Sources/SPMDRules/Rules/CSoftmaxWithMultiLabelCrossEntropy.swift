import Sharding

/// The class-parallel softmax and cross entropy with several weighted labels for each row:
/// `bc,bl,bl->bc,bl`, or `bc,bl!,bl!->bc,b1` where their losses are summed; inputs are logits, labels
/// and the labels' weights, outputs the softmax and the loss.
///
/// The op communicates by itself along the mesh dims that cut the classes, and knows its part's
/// offset: the class axis is free, and the loss replicated over it. The labels' axis is free where
/// each has its own loss; summed it must be whole, for the softmax beside it is no sum over labels.
/// The gradient, `bc,bl!,bl!->bc`, takes the losses' gradient as a fourth input; it sums over labels.
///
/// Source: Paddle's `c_softmax_with_multi_label_cross_entropy.cc`.
enum CSoftmaxWithMultiLabelCrossEntropy: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let isSum = try call.bool("sum_multi_label_loss")
    let (axes, all, labels) = try classes(call, isSum ? .whole : .free)
    let loss = isSum ? labels.dropLast() + [[]] : labels
    return AxisMap(axes: axes, inputs: [all, labels, labels], outputs: [all, loss])
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...4)
    let (axes, all, labels) = try classes(call, .whole)
    var map = AxisMap(axes: axes, inputs: [all, labels, labels], outputs: [all])
    if call.inputs.count == 4 {
      let isSum = try call.bool("sum_multi_label_loss")
      let loss = isSum ? labels.dropLast() + [[]] : labels
      let gradient = try call.shape(3)
      guard gradient == map.shape(loss) else {
        throw .shape(
          "\(call.op): the loss's gradient must have the shape \(map.shape(loss)), it has "
            + "\(gradient)")
      }
      map.inputs.append(loss)
    }
    return map
  }

  /// The axes of logits and labels, the logits' dims and the labels'.
  private static func classes(_ call: RuleCall, _ kind: Axis.Kind) throws(RuleError) -> (
    axes: [Axis], all: [[Int]], labels: [[Int]]
  ) {
    let (logits, label) = (try call.shape(0), try call.shape(1))
    guard !logits.isEmpty, label.count == logits.count, label.dropLast() == logits.dropLast() else {
      throw .shape(
        "\(call.op): labels must have the logits' dims but the last, they have \(label) and "
          + "\(logits)")
    }
    guard try call.shape(2) == label else {
      throw .shape(
        "\(call.op): the weights must have the labels' shape \(label), they have "
          + "\(try call.shape(2))")
    }
    var axes = zip(Axis.letters(logits.count), logits).map { Axis($0, $1) }
    let all = axes.indices.map { [$0] }
    axes.append(Axis("l", label[label.count - 1], kind))
    return (axes, all, all.dropLast() + [[axes.count - 1]])
  }
}
