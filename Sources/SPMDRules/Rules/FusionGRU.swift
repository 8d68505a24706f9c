import Sharding

/// A gated recurrent unit over sequences: `(st!)m!,sd!,m!g!,d!g!,1g!->(st!)d!`.
///
/// Sequences of one length stand for themselves. Each step needs the whole state, and the gates the whole sum.
/// Paddle has no rule of it.
enum FusionGRU: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    for name in ["activation", "gate_activation"] { _ = try call.string(name) }
    for name in ["is_reverse", "origin_mode"] { _ = try call.bool(name) }
    let x = try call.shape(0)
    try call.require(
      x.count == 2 || x.count == 3 && x[1] == 1, "x must be [rows, m] or [rows, 1, m]")
    let (wx, wh) = (
      try call.shape(2, dims: 2...2, "weight_x"), try call.shape(3, dims: 2...2, "weight_h")
    )
    let d = wh[0]
    try call.require(wh[1] == 3 * d, "weight_h must be [d, 3 d]")
    try call.require(
      wx == [x[x.count - 1], 3 * d], "weight_x must be [\(x[x.count - 1]), \(3 * d)]")
    var table = AxisTable()
    let dims = try SequenceDims(call, rows: x[0], &table)
    let (m, state) = (table.dim("m", wx[0], .whole), table.dim("d", d, .whole))
    let gates = table.dim("g", 3 * d, .whole)
    var first = table.whole(try call.shape(1))
    if let h0 = try call.optionalShape(1) {
      let count = table.axes[dims.sequences[0]].size
      try call.require(h0 == [count, d], "h0 must be [\(count), \(d)]")
      first = [dims.sequences, state]
    }
    var inputs = [
      x.count == 3 ? [dims.rows, [], m] : [dims.rows, m], first, [m, gates], [state, gates],
    ]
    if call.inputs.count > 4 {
      let bias = try call.optionalShape(4)
      try call.require(bias == nil || bias == [1, 3 * d], "bias must be [1, \(3 * d)]")
      inputs.append(bias == nil ? table.whole(try call.shape(4)) : [[], gates])
    }
    return table.map(inputs, to: [[dims.rows, state]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}
