import Sharding

/// `scale * x + bias`, or `scale * (x + bias)`: `ab->ab`.
///
/// A mean always passes; a sum where there is no bias, which each rank would add; a maximum or a
/// minimum where the factor's sign is known. An attribute that is not given can be any number.
/// Paddle: elementwise.cc.
enum Scale: SPMDRule {
  static let names = ["scale"]
  static let inputs = ["x"]
  static let attributes = ["scale", "bias", "bias_after_scale"]

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.require(inputs: 1...1)
    _ = try call.bool("bias_after_scale", or: true)
    var laws: [UnaryLaw] = [.affine]
    let bias = try call.known("bias")
    if bias == 0 { laws.append(.additive) }
    if let factor = try call.known("scale"), factor.isFinite, factor != 0,
      let bias, bias.isFinite
    {
      laws.append(factor > 0 ? .increasing : .decreasing)
    }
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows(laws))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 1...1)
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows([.additive]))
  }
}
