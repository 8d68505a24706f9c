import Sharding

/// A reduction by one op: `ab->a`.
///
/// A shard of a reduced axis makes the result partial with the reduction's own op; a mean only where
/// its parts are of one size, since the mean of unequal parts' means is not the mean. Partials pass
/// where their fold and the reduction are one op, or both linear: the order of folding does not
/// matter then. `reduce_base` is told its op by `reduce_type`; without it the reduced axes are needed
/// whole, which is right for every op.
///
/// Source: Paddle's `reduction.cc`, which claims a partial sum for all of them.
enum Reduce: SPMDRule {
  static var takesAnyOrder: Bool { true }

  private static let ops: [String: ReduceOp] = [
    "sum": .sum, "mean": .avg, "max": .max, "min": .min, "prod": .prod, "any": .any, "all": .all,
  ]

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let op = try op(of: call)
    return .reduction(
      x, over: try call.dims(of: x.count), op.map { .reduced($0) } ?? .whole,
      keepDims: try call.bool("keep_dim"), passing: passing(op))
  }

  /// The partials that pass a reduction by `op`.
  private static func passing(_ op: ReduceOp?) -> [ReduceOp] {
    switch op {
    case .sum, .avg: [.sum, .avg]
    case .some(let op): [op]
    case nil: []
    }
  }

  private static func op(of call: RuleCall) throws(RuleError) -> ReduceOp? {
    if let op = ops[call.name] { return op }
    guard call.has(attribute: "reduce_type") else { return nil }
    let kinds: [ReduceOp] = [.sum, .max, .min, .prod, .avg, .any, .all]
    let kind = try call.int("reduce_type")
    guard kinds.indices.contains(kind) else {
      throw .attribute(
        "\(call.op): attribute 'reduce_type' must be in 0...\(kinds.count - 1), it is \(kind)")
    }
    return kinds[kind]
  }
}
