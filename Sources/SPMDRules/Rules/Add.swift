import Sharding

/// Sum and difference: `ab,b->ab`, linear in both operands together.
///
/// Partial sums of both add up to a partial sum. A replicated operand beside a partial sum becomes
/// one itself, which costs nothing; beside a partial maximum, minimum or average it may stay, since
/// adding the same to every contribution adds it to their fold.
enum Add: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0), try call.shape(1)], op: call.op, flows: flows(of: call.name))
  }

  private static func flows(of op: String) -> [Flow] {
    let both = [ReduceOp.sum, .avg].map {
      Flow([.partial($0), .partial($0)], to: [.partial($0)])
    }
    // Subtracting turns the order of the second operand around.
    let turned: [ReduceOp: ReduceOp] = op == "subtract" ? [.max: .min, .min: .max] : [:]
    let one = [ReduceOp.max, .min, .avg].flatMap { kind in
      [
        Flow([.partial(kind), .replicate], to: [.partial(kind)]),
        Flow([.replicate, .partial(kind)], to: [.partial(turned[kind] ?? kind)]),
      ]
    }
    return both + one
  }
}
