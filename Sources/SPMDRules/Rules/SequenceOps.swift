import Sharding

/// The rows around each row of a sequence side by side, times a filter: `(st!)m!,(lm)!n->(st!)n`.
///
/// Sequences of one length stand for themselves, and the filter's columns. The op is linear in each operand, so that a
/// partial sum of one passes where the other is replicated. Paddle has no rule of it.
enum SequenceConv: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var table = AxisTable()
    let dims = try ContextDims(call, &table)
    return table.map(
      [dims.x, dims.filter], to: [[dims.rows, dims.columns]], flows: Matmul.bilinearFlows)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}

/// Each row as often as its sequence is long: `sc->(st!)c`.
///
/// Sequences of one length stand for themselves. Rows are selected, so that every partial state passes. Paddle has no
/// rule of it.
enum SequenceExpand: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    try call.require(!x.isEmpty, "x must have at least 1 dim")
    let lengths = try call.ints("lengths")
    guard lengths.allSatisfy({ $0 >= 0 }) else {
      throw .attribute("\(call.op): attribute 'lengths' must not be negative, it is \(lengths)")
    }
    try call.require(
      lengths.count == x[0], "x must have a row for each of the \(lengths.count) sequences")
    var table = AxisTable()
    let dims = try SequenceDims(call, rows: lengths.reduce(0, +|), &table)
    let rest = x.dropFirst().map { table.dims([$0])[0] }
    return table.map(
      [[dims.sequences] + rest], to: [[dims.rows] + rest],
      flows: Flow.passing(.selection, [0], of: 1))
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}

/// The dims of what looks at the rows around each row.
struct ContextDims {
  let rows, columns: [Int]
  /// Those of the rows, and of the filter that they are multiplied by.
  let x, filter: [[Int]]

  init(_ call: RuleCall, _ table: inout AxisTable) throws(RuleError) {
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
    let given = try call.shape(0, dims: 2...2, "x")
    let shape = try call.shape(1, dims: 2...2, "filter")
    let width = Limits.product([length, given[1]]) ?? .max
    try call.require(
      shape[0] == width, "filter must have context_length times \(given[1]) rows, \(width)")
    rows = try SequenceDims(call, rows: given[0], &table).rows
    x = [rows, table.dim("m", given[1], .whole)]
    columns = table.dim("n", shape[1])
    filter = [table.dim("l", shape[0], .whole), columns]
  }
}
