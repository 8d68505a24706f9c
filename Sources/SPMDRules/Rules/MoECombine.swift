import Sharding

/// Weighted sums of rows, the experts' answers to each token: `rh,sk,sk->sh`, rows named by an index.
///
/// The rows have to be whole, since the index names any of them. A shard of k makes the sum partial.
/// Linear in the rows and in the weights. Paddle: moe_combine.cc, which cuts rows and tokens alike.
enum MoECombine: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try AxisMap(
      "rh,sk,sk->sh", op: call.op,
      shapes: [try call.shape(0), try call.shape(1), try call.shape(2)], whole: ["r"],
      flows: Flow.passing(.linear, [0], of: 3) + Flow.passing(.linear, [1], of: 3))
  }

  /// `rh,sk,sk,sh->rh,sk,sk`: the last is the index's, which is zero.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 4...4)
    var map = try AxisMap(
      "rh,sk,sk,sh->rh,sk,sk", op: call.op,
      shapes: [try call.shape(0), try call.shape(1), try call.shape(2), try call.shape(3)],
      whole: ["r"],
      flows: Flow.passing(.linear, [0], of: 4, to: [1], of: 3)
        + Flow.passing(.linear, [1], of: 4, to: [0], of: 3)
        + Flow.passing(.linear, [3], of: 4, to: [0, 1], of: 3)
    ).summed()
    map.unreduced = [2]
    return map
  }
}
