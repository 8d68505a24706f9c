import Sharding

/// Softmax and its logarithm along an axis: `ab!->ab!`.
///
/// Every element depends on its whole row: the axis must be whole, all others are free. Neither is
/// linear nor monotone, so that no partial passes.
///
/// Source: Paddle's `softmax.cc`, DTensor's `softmax_strategy`.
enum Softmax: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .rows(x, whole: try call.dim(of: x.count))
  }
}
