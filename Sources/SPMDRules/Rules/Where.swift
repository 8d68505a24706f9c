import Sharding

/// Each element from x or from y, as the condition says, all broadcast: `ab,b,ab->ab`.
///
/// Each element comes from one of the two, so that partial values of every kind pass where both have
/// it; where folding a value with itself changes nothing, one may be replicated. The condition is
/// needed whole. Paddle: where.cc, which shards broadcast dims of size 1.
enum Where: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0), try call.shape(1), try call.shape(2)], op: call.op, flows: flows)
  }

  private static let flows: [Flow] = ReduceOp.allCases.flatMap { kind in
    let partial = Placement.partial(kind)
    let both = [Flow([.replicate, partial, partial], to: [partial])]
    guard kind.isIdempotent || kind == .avg else { return both }
    return both + [
      Flow([.replicate, partial, .replicate], to: [partial]),
      Flow([.replicate, .replicate, partial], to: [partial]),
    ]
  }
}
