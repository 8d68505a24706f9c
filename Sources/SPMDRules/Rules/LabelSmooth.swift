import Sharding

/// `(1 - epsilon) * label + epsilon * prior`, or `/ classes` without a prior: `abk,k->abk`.
///
/// The number of classes is that of the whole tensor, so that they too may be sharded. Label and
/// prior are added: partial sums of both pass together, averages also of one. Without a prior each
/// rank adds the constant, so that a sum does not pass. Paddle: label_smooth.cc.
enum LabelSmooth: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try checkEpsilon(call)
    let label = try call.shape(0)
    guard let classes = label.last else {
      throw .shape("\(call.op): label must have at least 1 dim, it has \(label)")
    }
    var map = try AxisMap.broadcast([label], op: call.op, flows: UnaryLaw.flows([.affine]))
    guard call.inputs.count == 2 else { return map }
    guard call.has(1) else {
      map.flows = Flow.left(.avg)
      map.inputs.append([[map.axes.count]])
      map.axes.append(Axis("0", 0, .whole))
      return map
    }
    let prior = try call.shape(1)
    guard prior.last == classes, prior.dropLast().allSatisfy({ $0 == 1 }) else {
      throw .shape(
        "\(call.op): prior_dist must have the shape [\(classes)] or [1, \(classes)] for a label of "
          + "\(label), it has \(prior)")
    }
    map.flows = Flow.both(.sum, .avg) + Flow.either(.avg)
    map.inputs.append(prior.dropLast().map { _ in [] } + [[label.count - 1]])
    return map
  }

  /// Of the label: `1 - epsilon` times the output's gradient.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 1...1)
    try checkEpsilon(call)
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows([.additive]))
  }

  private static func checkEpsilon(_ call: RuleCall) throws(RuleError) {
    let epsilon = try call.double("epsilon")
    guard (0...1).contains(epsilon) else {
      throw .attribute("\(call.op): attribute 'epsilon' must be in 0...1, it is \(epsilon)")
    }
  }
}
