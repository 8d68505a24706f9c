import Sharding

/// The squared product of matrices less the product of their squares: `mk!,k!n->mk!,k!n,mn,mn`; outputs are the
/// squares of x, of y and of the product, and the result.
///
/// k must be whole, since the product is squared. Paddle has no rule of it.
enum FusionSquaredMatSub: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    _ = try call.double("scalar")
    let x = try call.shape(0, dims: 2...2, "x")
    let y = try call.shape(1, dims: 2...2, "y")
    try call.require(x[1] == y[0], "the columns of x must be the rows of y")
    return try AxisMap("mk,kn->mk,kn,mn,mn", op: call.op, shapes: [x, y], whole: ["k"])
  }
}
