import Sharding

/// The mean of all elements: `ab->`.
///
/// Shards of equal size make it a partial average; partial sums and averages pass, the mean being
/// linear. The gradient, `ab,->ab`, gives every element the same: the result's gradient divided by
/// the count of the whole tensor (not of the shard), which needs x's shape alone and none of its
/// values; so x keeps any shard, and any partial state.
///
/// Source: Paddle's `mean_all.cc`, which gathers x for the gradient.
enum MeanAll: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    return .reduction(
      x, over: Set(x.indices), .reduced(.avg), keepDims: false, passing: [.sum, .avg])
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 2...2)
    let (x, gradient) = (try call.shape(0), try call.shape(1))
    guard gradient.isEmpty else {
      throw .shape("\(call.op): the result's gradient must be 0-D, it has the shape \(gradient)")
    }
    var map = AxisMap.rows(x, whole: [], flows: Flow.unread(0, of: 2, beside: []))
    map.inputs.append([])
    return map
  }
}
