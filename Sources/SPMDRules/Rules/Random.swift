import Sharding

/// Draws of which each has its own parameter: `ab->ab`.
///
/// What is drawn for an element follows from the seed and from its place in the whole tensor, so that
/// ranks draw alike where they hold the same elements, and as one process would. No partial passes:
/// the parameter is needed whole. Paddle: elementwise.cc.
enum Random: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast([try call.shape(0)], op: call.op)
  }
}
