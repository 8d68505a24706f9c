import Sharding

/// Look-up of rows by ids: `abc,vh->abch`, where a rank with a part of the rows gives zeros for ids
/// that it does not have; it knows its part's offset.
///
/// A shard of the vocabulary makes the result a partial sum, also with a padding id, whose row is zero
/// on every rank. Rows are selected, so that every partial state of the table passes.
/// Paddle: embedding.cc; DTensor: ops/_embedding_ops.py (there a masked partial).
enum Embedding: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let lookUp = try LookUp(call, ids: 0, table: 1)
    return lookUp.table.map(
      [lookUp.ids, lookUp.rows], to: [lookUp.result],
      flows: Flow.passing(.selection, [1], of: 2))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    return try LookUp(call, ids: 0, table: 1).gradient(call)
  }
}

/// `Embedding` with the table first, whose rows are those from `start_index` on; other ids give zeros.
///
/// Paddle: c_embedding.cc.
enum CEmbedding: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let lookUp = try LookUp(call, ids: 1, table: 0)
    return lookUp.table.map(
      [lookUp.rows, lookUp.ids], to: [lookUp.result],
      flows: Flow.passing(.selection, [0], of: 2))
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    return try LookUp(call, ids: 1, table: 0).gradient(call)
  }
}

/// The dims of ids, of a table's rows, and of the rows that are looked up.
private struct LookUp {
  var table = AxisTable()
  let ids: [[Int]]
  let rows: [[Int]]
  var result: [[Int]] { ids + [rows[1]] }
  private let tableIndex: Int

  init(_ call: RuleCall, ids: Int, table index: Int) throws(RuleError) {
    let shape = try call.shape(index, dims: 2...2, "the table")
    tableIndex = index
    try tableIndex == 0 ? Self.checkStart(call) : Self.checkPadding(call, rows: shape[0])
    self.ids = table.dims(try call.shape(ids))
    rows = [table.dim("v", shape[0], .reduced(.sum)), table.dim("h", shape[1])]
  }

  private static func checkPadding(_ call: RuleCall, rows: Int) throws(RuleError) {
    let padding = try call.int("padding_idx")
    guard (-rows..<max(rows, 1)).contains(padding) || padding == -1 else {
      throw .attribute(
        "\(call.op): attribute 'padding_idx' must be in \(-rows)..<\(rows), it is \(padding)")
    }
  }

  private static func checkStart(_ call: RuleCall) throws(RuleError) {
    let start = try call.int("start_index")
    guard start >= 0 else {
      throw .attribute("\(call.op): attribute 'start_index' must be at least 0, it is \(start)")
    }
  }

  /// `vh,abc,abch->vh`: the ids' dims are summed over, and each rank adds to the rows that it has.
  func gradient(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var map = table.map(
      tableIndex == 0 ? [rows, ids, result] : [ids, rows, result], to: [rows],
      flows: Flow.passing(.linear, [2], of: 3)
    ).summed()
    try call.require(
      try call.shape(2) == map.shape(result), "the output's gradient must be \(map.shape(result))")
    map.shapeOnly = [tableIndex]
    return map
  }
}
