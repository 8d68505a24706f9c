import Sharding

/// Functions of one tensor whose attributes decide whether they rise: `ab->ab`.
///
/// Rising, they keep maxima and minima; falling, they turn them around. A slope of 0 keeps none: it
/// makes NaN of an infinity.
/// Paddle: elementwise.cc.
enum SlopedUnary: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0)], op: call.op, flows: UnaryLaw.flows(try law(call).map { [$0] } ?? []))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try Unary.gradient(call)
  }

  private static func law(_ call: RuleCall) throws(RuleError) -> UnaryLaw? {
    switch call.name {
    case "elu":
      // alpha (exp(x) - 1) below 0.
      let alpha = try call.double("alpha")
      return alpha.isFinite && alpha >= 0 ? .increasing : nil
    case "leaky_relu":
      return try call.double("negative_slope") > 0 ? .increasing : nil
    case "logit":
      // Without eps it is NaN beyond both ends; with it the values are clipped first.
      guard let eps = try call.known("eps"), eps > 0, eps <= 0.5 else { return nil }
      return .increasing
    case "hardsigmoid":
      let (slope, offset) = (try call.double("slope"), try call.double("offset"))
      guard slope.isFinite, slope != 0, offset.isFinite else { return nil }
      return slope > 0 ? .increasing : .decreasing
    default:
      // scale_b tanh(scale_a x)
      let (inner, outer) = (try call.double("scale_a"), try call.double("scale_b"))
      guard inner.isFinite, outer.isFinite, inner != 0, outer != 0 else { return nil }
      return (inner > 0) == (outer > 0) ? .increasing : .decreasing
    }
  }
}
