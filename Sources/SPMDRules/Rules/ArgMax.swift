import Sharding

/// The index of the largest or smallest element: `ab!->a`.
///
/// Indices of parts do not fold into the index: the axis must be whole (with `flatten`, all of them),
/// and no partial passes.
///
/// Source: Paddle's `argmax.cc`.
enum ArgMax: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let isFlat = try call.bool("flatten")
    return .reduction(
      x, over: isFlat ? Set(x.indices) : try call.dim(of: x.count), .whole,
      keepDims: try call.bool("keepdims"))
  }
}
