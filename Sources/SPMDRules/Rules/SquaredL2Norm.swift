import Sharding

/// The sum of squares: `ab->a`.
///
/// A shard of a reduced axis makes it a partial sum. No partial passes the square.
///
/// Source: Paddle's `squared_l2_norm.cc`.
enum SquaredL2Norm: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .reduction(
      x, over: try call.dims(of: x.count), .reduced(.sum),
      keepDims: try call.bool("keep_dim"))
  }
}
