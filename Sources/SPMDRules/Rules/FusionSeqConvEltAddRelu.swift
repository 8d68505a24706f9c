import Sharding

/// The rows around each row side by side, times a filter, with a bias and a relu:
/// `(st!)m!,(lm)!n,n->(st!)n,(st!)(lm)!`; what the filter meets is an output too.
///
/// Sequences of one length stand for themselves, and the filter's columns. A relu needs the whole sum.
/// Paddle has no rule of it.
enum FusionSeqConvEltAddRelu: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (length, start) = (try call.int("context_length"), try call.int("context_start"))
    guard (1...Limits.outputs).contains(length) else {
      throw .attribute(
        "\(call.op): attribute 'context_length' must be in 1...\(Limits.outputs), it is \(length)")
    }
    guard try call.int("context_stride") == 1 else {
      throw .attribute(
        "\(call.op): attribute 'context_stride' must be 1, it is \(try call.int("context_stride"))")
    }
    guard start > -length else {
      throw .attribute(
        "\(call.op): attribute 'context_start' must be above \(-length), so that the context reaches "
          + "the row or a later one, it is \(start)")
    }
    let x = try call.shape(0, dims: 2...2, "x")
    let filter = try call.shape(1, dims: 2...2, "filter")
    let width = Limits.product([length, x[1]]) ?? .max
    try call.require(
      filter[0] == width, "filter must have context_length times \(x[1]) rows, \(width)")
    var table = AxisTable()
    let dims = try SequenceDims(call, rows: x[0], &table)
    let (m, n) = (table.dim("m", x[1], .whole), table.dim("n", filter[1]))
    let met = table.dim("l", filter[0], .whole)
    let bias = try call.biasDims(try call.shape(2), over: n, table)
    return table.map(
      [[dims.rows, m], [met, n], bias], to: [[dims.rows, n], [dims.rows, met]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}
