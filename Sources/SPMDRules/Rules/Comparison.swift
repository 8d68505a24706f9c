import Sharding

/// Comparisons, broadcast from the right: `ab,b->ab`.
///
/// No partial passes. A folded maximum tells whether any contribution is greater, but for NaN: it
/// wins in the fold and loses in every comparison. Paddle: elementwise.cc.
enum Comparison: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast([try call.shape(0), try call.shape(1)], op: call.op)
  }
}
