import Sharding

/// The rows around each row side by side, times a filter, with a bias and a relu:
/// `(st!)m!,(lm)!n,n->(st!)n,(st!)(lm)!`; what the filter meets is an output too.
///
/// Sequences of one length stand for themselves, and the filter's columns. A relu needs the whole sum.
/// Paddle has no rule of it.
enum FusionSeqConvEltAddRelu: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var table = AxisTable()
    let dims = try ContextDims(call, &table)
    let bias = try call.biasDims(try call.shape(2), over: dims.columns, table)
    return table.map(
      [dims.x, dims.filter, bias],
      to: [[dims.rows, dims.columns], [dims.rows, dims.filter[0]]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}
