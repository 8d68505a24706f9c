import Sharding

/// The logarithm of a sum of exponentials: `ab!->a`.
///
/// Logarithms of parts are no parts of the logarithm: no op folds the shards' results, so the
/// reduced axes must be whole, and no partial passes.
///
/// Source: Paddle's `logsumexp.cc`, which claims a partial sum.
enum LogSumExp: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let dims = try call.dims(of: x.count)
    return .reduction(
      x, over: try call.bool("reduce_all") ? Set(x.indices) : dims, .whole,
      keepDims: try call.bool("keepdims"))
  }
}
