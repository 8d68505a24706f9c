import Sharding

/// `scale * x + bias`, or `scale * (x + bias)`: `ab->ab`.
///
/// A mean always passes; a sum where there is no bias, which each rank would add; a maximum or a
/// minimum where the factor is not 0, nor infinite.
/// Paddle: elementwise.cc.
enum Scale: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var laws: [UnaryLaw] = [.affine]
    let (factor, bias) = (try call.double("scale"), try call.double("bias"))
    if bias == 0 { laws.append(.additive) }
    if factor.isFinite, factor != 0, bias.isFinite {
      laws.append(factor > 0 ? .increasing : .decreasing)
    }
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows(laws))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 1...1)
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows([.additive]))
  }
}
