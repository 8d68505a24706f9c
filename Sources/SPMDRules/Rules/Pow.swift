import Sharding

/// A power with a number as its exponent (`factor`): `ab->ab`.
///
/// A whole exponent keeps products, and maxima and minima where it is odd and positive. A broken one
/// keeps none: it is NaN below 0, yet not at minus infinity. Paddle: elementwise.cc.
enum Pow: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var laws: [UnaryLaw] = []
    let exponent = try call.double("factor")
    if exponent == exponent.rounded() {
      if exponent == 1 { laws.append(.identity) }
      laws.append(.multiplicative)
      if exponent > 0, exponent.remainder(dividingBy: 2) != 0 { laws.append(.increasing) }
    }
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows(laws))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try Unary.gradient(call)
  }
}
