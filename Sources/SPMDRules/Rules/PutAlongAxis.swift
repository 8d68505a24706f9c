import Sharding

/// x with values folded into it along `axis` at the index's places: `asc,aic,aic->asc`.
///
/// The dim written to has to be whole, and each other dim in which x and the index differ. Sums,
/// products, maxima and minima that include x may be made of parts of the values: a shard of the index
/// along `axis` makes the result partial, and x with it, so that it counts once. Assignment, a mean,
/// and a fold without x need all of the index. Paddle: put_along_axis.cc.
enum PutAlongAxis: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let folding = try Folding(call)
    let kind: Axis.Kind = folding.op.map { .reduced($0) } ?? .whole
    let along = try AlongAxis(call, kind: kind)
    try call.require(try call.shape(1) == call.shape(2), "index and value must have one shape")
    return along.table.map(
      [along.x, along.index, along.index], to: [along.x], flows: folding.flows,
      addends: folding.op == nil ? [] : [0])
  }

  /// `asc,aic,aic,asc,asc->asc,aic`: of an added value the gradient is gathered from the output's; else
  /// x's gradient depends on all of the index. Linear in the output's gradient.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 5...5)
    let folding = try Folding(call)
    let along = try AlongAxis(call, kind: folding.op == .sum ? .free : .whole)
    let (x, index) = (try call.shape(0), try call.shape(1))
    let others = [try call.shape(2), try call.shape(3), try call.shape(4)]
    try call.require(
      others == [index, x, x], "index and value must have one shape, and x, out and its gradient")
    let selects = folding.name == "assign" || folding.op == .sum
    var map = along.table.map(
      [along.x, along.index, along.index, along.x, along.x], to: [along.x, along.index],
      flows: Flow.passing(selects ? .selection : .linear, [4], of: 5, to: [0, 1], of: 2))
    map.shapeOnly = selects ? [0, 2, 3] : []
    return map
  }

  /// How values are put in place.
  private struct Folding {
    let name: String
    /// The fold that x is a part of; nil if the values cannot be folded in parts.
    let op: ReduceOp?
    /// Assigned values are selected, beside x of the same state. A product is linear in x.
    let flows: [Flow]

    init(_ call: RuleCall) throws(RuleError) {
      name = try call.string("reduce")
      let includesSelf = try call.bool("include_self")
      let ops: [String: ReduceOp?] = [
        "assign": .none, "mean": .none, "add": .sum, "mul": .prod, "multiply": .prod, "amax": .max,
        "amin": .min,
      ]
      guard let folded = ops[name] else {
        throw .attribute(
          "\(call.op): attribute 'reduce' must be one of \(ops.keys.sorted()), it is '\(name)'")
      }
      op = includesSelf ? folded : nil
      let both = { (kinds: [ReduceOp]) in Flow.passing(kinds, [0, 2], of: 3) }
      let alone = { (kinds: [ReduceOp]) in Flow.passing(kinds, [0], of: 3) }
      flows =
        switch (name, op) {
        case ("assign", _): both(.selection)
        case (_, .sum): both(.linear) + alone(.shifted)
        case (_, .prod): both([.prod]) + alone(.linear)
        case (_, .max), (_, .min): both([op ?? .max])
        default: []
        }
    }
  }
}
