import Sharding

/// The sorted rows and their indices: `ab!->ab!,ab!`.
///
/// A row is sorted as a whole; an order passes no partial. The gradient, `ab!,ab!,ab!->ab!` of
/// indices, x and the sorted rows' gradient, puts each value back to its place: linear in the
/// gradient, whose partial sums and averages pass. It reads x's shape alone.
///
/// Source: Paddle's `argsort.cc`.
enum ArgSort: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .rows(x, whole: try call.dim(of: x.count), outputs: 2)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.rowGradient(shapeOnly: 1)
  }
}
