import Sharding

/// Rows beside a row a sequence of other tensors, times a weight, with a bias and an activation:
/// `(st!)v!,sw!,…,(vw…)!n,n->(st!)n`.
///
/// Sequences of one length stand for themselves, and the weight's columns; its rows are those of several tensors and
/// must be whole. Paddle has no rule of it.
enum FusionSeqExpandConcatFC: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    _ = try call.string("fc_activation")
    let shapes = try call.list(0).map(\.shape)
    guard shapes.count > 1 else {
      throw .arguments("\(call.op): two tensors x or more are required, given is \(shapes.count)")
    }
    try call.require(shapes.allSatisfy { $0.count == 2 }, "tensors x must have 2 dims")
    let weight = try call.shape(1, dims: 2...2, "fc_weight")
    let width = shapes.reduce(0) { $0 + $1[1] }
    try call.require(
      weight[0] == width, "fc_weight must have a row for each of the \(width) columns of x")
    var table = AxisTable()
    let dims = try SequenceDims(call, rows: shapes[0][0], &table)
    let count = table.axes[dims.sequences[0]].size
    try call.require(
      shapes.dropFirst().allSatisfy { $0[0] == count },
      "tensors x after the first must have a row for each of the \(count) sequences")
    let n = table.dim("n", weight[1])
    var inputs: [[[Int]]] = []
    for (place, shape) in shapes.enumerated() {
      inputs.append([place == 0 ? dims.rows : dims.sequences, table.whole([shape[1]])[0]])
    }
    inputs.append([table.whole([width])[0], n])
    if call.inputs.count > 2 { inputs.append(try call.bias(2, over: n, &table)) }
    return table.map(inputs, to: [[dims.rows, n]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}
