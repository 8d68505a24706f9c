import Sharding

/// The root of the sum of squares: `ab!->a`.
///
/// The root of a sum is no sum of roots: the reduced axes must be whole. Their shards' squares are
/// summed without a gather by `squared_l2_norm` and a root of its result.
///
/// Source: Paddle's `reduction.cc`, which claims a partial sum.
enum FrobeniusNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .reduction(
      x, over: try call.dims(of: x.count), .whole, keepDims: try call.bool("keep_dim"))
  }
}
