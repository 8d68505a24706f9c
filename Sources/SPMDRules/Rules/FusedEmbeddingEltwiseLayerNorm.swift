import Sharding

/// The layer normalisation of a sum of rows that ids look up in several tables:
/// `bt,bt,…,vh!,wh!,…,h!,h!->bth!`.
///
/// Features must be whole. Where rows of a table are sharded each rank looks up those that it has; the op
/// adds all tables' rows first, and folds the sum once, within itself. Paddle has no rule of it.
enum FusedEmbeddingEltwiseLayerNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.requireEpsilon()
    let ids = try call.list(0).map(\.shape)
    let tables = try call.list(1).map(\.shape)
    guard ids.count > 1, ids.count == tables.count else {
      throw .arguments(
        "\(call.op): two tables or more, and as many ids, are required, given are \(ids.count) ids "
          + "and \(tables.count) tables")
    }
    try call.requireOneShape(ids)
    let shape = ids[0]
    try call.require(
      shape.count == 2 || shape.count == 3 && shape[2] == 1, "ids must be [B, T] or [B, T, 1]")
    let features = tables[0].last ?? 0
    try call.require(
      tables.allSatisfy { $0.count == 2 && $0[1] == features },
      "tables must have 2 dims, and one number of features")
    var table = AxisTable()
    let (b, t) = (table.dim("b", shape[0]), table.dim("t", shape[1]))
    let h = table.dim("h", features, .whole)
    var rows: [Int: [Int]] = [:]
    for entry in tables where rows[entry[0]] == nil {
      rows[entry[0]] = table.dims([entry[0]])[0]
    }
    let id = shape.count == 3 ? [b, t, []] : [b, t]
    let looked = tables.map { [rows[$0[0]] ?? [], h] }
    let parameters = try [2, 3].map { index throws(RuleError) in
      try call.require(
        try call.shape(index) == [features],
        "\(call.declaredInputs[index].name) must be [\(features)]")
      return [h]
    }
    return table.map(
      [[[Int]]](repeating: id, count: ids.count) + looked + parameters, to: [[b, t, h]])
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    let (ids, tables) = (try call.list(0), try call.list(1))
    let cutters = tables.indices.flatMap { inputs[ids.count + $0].cutters(of: 0) }
    guard !cutters.isEmpty, let width = tables[0].shape.last else { return [] }
    return [
      InnerFold(
        "rows", .sum, over: Set(cutters).sorted(), shape: ids[0].shape.prefix(2) + [width],
        dtype: (tables[0].dtype ?? .float32).statistics, to: outputs[0])
    ]
  }
}
