import Sharding

/// The running sum along an axis: `ab!->ab!`, or of all elements with `flatten`: `a!b!->(a!b!)`.
///
/// Each sum needs all that is before it, so the axis must be whole. It is linear: partial sums and
/// averages pass.
///
/// Source: Paddle's `cumsum.cc`, which takes no negative axis.
enum CumSum: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let isFlat = try call.bool("flatten")
    var map = AxisMap.rows(
      x, whole: isFlat ? Set(x.indices) : try call.dim(of: x.count),
      flows: [ReduceOp.sum, .avg].map { Flow([.partial($0)], to: [.partial($0)]) })
    if isFlat { map.outputs = [[Array(x.indices)]] }
    return map
  }
}
