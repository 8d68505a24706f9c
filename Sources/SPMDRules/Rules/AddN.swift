import Sharding

/// The sum of a list of tensors of one shape: `ab,ab,…->ab`.
///
/// Partial sums of all are one of the sum; replicated ones among them become so for nothing, and the
/// same holds for averages. A maximum or a minimum of one passes where the others are replicated.
/// Paddle: add_n.cc.
enum AddN: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    guard !shapes.isEmpty else {
      throw .arguments("\(call.op): at least one tensor is required, the list is empty")
    }
    try call.requireOneShape(shapes)
    return try .broadcast(shapes, op: call.op, flows: flows(shapes.count))
  }

  private static func flows(_ count: Int) -> [Flow] {
    let all = [ReduceOp.sum, .avg].map { kind in
      Flow([Placement](repeating: .partial(kind), count: count), to: [.partial(kind)])
    }
    let one = [ReduceOp.max, .min].flatMap { kind in
      (0..<count).map { index in
        var inputs = [Placement](repeating: .replicate, count: count)
        inputs[index] = .partial(kind)
        return Flow(inputs, to: [.partial(kind)])
      }
    }
    return all + one
  }
}
