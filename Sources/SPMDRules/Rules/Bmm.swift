import Sharding

/// Batched matrix product: `bmk,bkn->bmn`, with nothing broadcast.
///
/// Partial values as in `Matmul`. Paddle: bmm.cc.
enum Bmm: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try AxisMap(
      "bmk,bkn->bmn", op: call.op, shapes: [try call.shape(0), try call.shape(1)],
      flows: Matmul.bilinearFlows)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    return try AxisMap(
      "bmk,bkn,bmn->bmk,bkn", op: call.op,
      shapes: [try call.shape(0), try call.shape(1), try call.shape(2)],
      flows: Matmul.bilinearGradientFlows
    ).summed()
  }
}
