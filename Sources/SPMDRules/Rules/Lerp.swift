import Sharding

/// Linear interpolation, `x + weight * (y - x)`, all broadcast: `ab,b,ab->ab`.
///
/// It is linear in x and y together, so that partial sums and averages of both pass beside a replicated
/// weight; and affine in each operand alone, whose partial average passes beside the other two. The weight may
/// be negative or above 1, so that it rises in no operand: no maximum or minimum passes.
enum Lerp: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0), try call.shape(1), try call.shape(2)], op: call.op, flows: flows)
  }

  private static let flows: [Flow] =
    [ReduceOp.sum, .avg].map {
      Flow([.partial($0), .partial($0), .replicate], to: [.partial($0)])
    } + [
      Flow([.partial(.avg), .replicate, .replicate], to: [.partial(.avg)]),
      Flow([.replicate, .partial(.avg), .replicate], to: [.partial(.avg)]),
      Flow([.replicate, .replicate, .partial(.avg)], to: [.partial(.avg)]),
    ]
}
