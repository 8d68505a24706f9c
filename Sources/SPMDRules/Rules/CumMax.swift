import Sharding

/// The running maximum or minimum along an axis, and its indices: `ab!->ab!,ab!`.
///
/// Each value needs all that is before it, so the axis must be whole; the indices pass no partial.
/// The gradient, `ab!,ab!,ab!->ab!` of x, indices and the values' gradient, adds each value to its
/// place: linear in the gradient, whose partial sums and averages pass. It reads x's shape alone.
///
/// Source: Paddle's `cummax.cc`, `cummin.cc`.
enum CumMax: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .rows(x, whole: try call.dim(of: x.count), outputs: 2)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.rowGradient(shapeOnly: 0)
  }
}
