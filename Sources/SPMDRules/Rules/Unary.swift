import Sharding

/// Elementwise functions of one tensor: `ab->ab`, every axis free.
///
/// Partial values pass by `UnaryLaw.table`. The gradient is the output's gradient times a factor
/// that each rank has: sums and averages of it pass. Paddle: elementwise.cc; DTensor: _pointwise_ops.
enum Unary: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0)], op: call.op, flows: UnaryLaw.flows(UnaryLaw.table[call.name] ?? []))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try ["bitwise_not", "logical_not", "isnan", "isinf", "isfinite"].contains(call.name)
      ? nil : gradient(call)
  }

  /// `x` (or the output, which an op may keep in its place) and the output's gradient.
  static func gradient(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.require(inputs: 2...2)
    let shapes = [try call.shape(0), try call.shape(1)]
    try call.requireOneShape(shapes)
    return try .broadcast(shapes, op: call.op, flows: Flow.right(.sum, .avg))
  }
}
