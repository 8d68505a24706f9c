import Sharding

/// The p-norm along an axis, or of all elements with `asvector`: `ab->a`.
///
/// The norm is a root of a sum: only where the root is none do the shards' norms fold into the
/// norm. So a sharded axis makes it a partial maximum for p = infinity, a partial minimum for
/// p = -infinity, a partial sum for p = 1 and for p = 0 (the count of what is not 0); for any other p
/// the axis must be whole. No partial passes the absolute value.
///
/// Source: Paddle's `p_norm.cc`, which claims a partial sum for every p.
enum PNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let dim = try call.dim(of: x.count)
    return .reduction(
      x, over: try call.bool("asvector") ? Set(x.indices) : dim,
      kind(of: try order(call)), keepDims: try call.bool("keepdims"))
  }

  private static func kind(of order: Double) -> Axis.Kind {
    switch order {
    case .infinity: .reduced(.max)
    case -.infinity: .reduced(.min)
    case 0, 1: .reduced(.sum)
    default: .whole
    }
  }

  private static func order(_ call: RuleCall) throws(RuleError) -> Double {
    let order = try call.double("porder")
    guard !order.isNaN else {
      throw .attribute("\(call.op): attribute 'porder' must be a number, it is \(order)")
    }
    return order
  }
}
