import Sharding

/// A gated recurrent unit over sequences: `(st!)m!,sd!,m!g!,d!g!,1g!->(st!)d!`.
///
/// Sequences of one length stand for themselves. Each step needs the whole state, and the gates the whole sum.
/// Paddle has no rule of it.
enum FusionGRU: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    try call.require(
      x.count == 2 || x.count == 3 && x[1] == 1, "x must be [rows, m] or [rows, 1, m]")
    let weight = try call.shape(2, dims: 2...2, "weight_x")
    var table = AxisTable()
    let unit = try RecurrentDims(call, rows: x[0], h0: 1, weight: 3, bias: 4, &table)
    try call.require(
      weight == [x[x.count - 1], 3 * unit.size],
      "weight_x must be [\(x[x.count - 1]), \(3 * unit.size)]")
    let m = table.dim("m", weight[0], .whole)
    let rows = unit.sequences.rows
    var inputs = [
      x.count == 3 ? [rows, [], m] : [rows, m], unit.first, [m, unit.gates], unit.weight,
    ]
    if let bias = unit.bias { inputs.append(bias) }
    return table.map(inputs, to: [[rows, unit.state]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}
