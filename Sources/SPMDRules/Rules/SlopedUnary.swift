import Sharding

/// Functions of one tensor whose attributes decide whether they rise: `ab->ab`.
///
/// Rising, they keep maxima and minima; falling, they turn them around. An attribute that is not
/// given can be any number. A slope of 0 keeps none: it makes NaN of an infinity.
/// Paddle: elementwise.cc.
enum SlopedUnary: SPMDRule {
  static let names = ["elu", "hardsigmoid", "leaky_relu", "logit", "stanh"]
  static let inputs = ["x"]
  static let attributes = [
    "alpha", "eps", "negative_slope", "offset", "scale_a", "scale_b", "slope",
  ]

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.require(inputs: 1...1)
    return try .broadcast(
      [try call.shape(0)], op: call.op, flows: UnaryLaw.flows(try law(call).map { [$0] } ?? []))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try Unary.gradient(call)
  }

  private static func law(_ call: RuleCall) throws(RuleError) -> UnaryLaw? {
    switch call.op {
    case "elu":
      // alpha (exp(x) - 1) below 0.
      guard let alpha = try call.known("alpha"), alpha.isFinite, alpha >= 0 else { return nil }
      return .increasing
    case "leaky_relu":
      guard let slope = try call.known(anyOf: "negative_slope", "alpha"), slope > 0 else {
        return nil
      }
      return .increasing
    case "logit":
      // Without eps it is NaN beyond both ends; with it the values are clipped first.
      guard let eps = try call.known("eps"), eps > 0, eps <= 0.5 else { return nil }
      return .increasing
    case "hardsigmoid":
      guard let slope = try call.known("slope"), slope.isFinite, slope != 0,
        let offset = try call.known("offset"), offset.isFinite
      else { return nil }
      return slope > 0 ? .increasing : .decreasing
    default:
      // scale_b tanh(scale_a x)
      guard let inner = try call.known("scale_a"), let outer = try call.known("scale_b"),
        inner.isFinite, outer.isFinite, inner != 0, outer != 0
      else { return nil }
      return (inner > 0) == (outer > 0) ? .increasing : .decreasing
    }
  }
}
