import Sharding

/// An op of which is known only that its tensors' first dims are the batch: `b…,b…->b…,b…`.
///
/// A tensor with several rows for each of the batch's samples has them together: `(br)…`. All other
/// dims have to be whole, and partial values are reduced. Paddle: default_data_parallel.cc.
enum DataParallel: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = (call.inputs + call.outputs).flatMap(\.elements).map(\.shape)
    let batch = shapes.compactMap(\.first).reduce(0, gcd)
    var table = AxisTable()
    let sample = table.dim("b", batch)
    let dims = shapes.map { shape -> [[Int]] in
      guard let rows = shape.first else { return [] }
      let own: [Int] = rows == batch ? [] : table.whole([rows / max(batch, 1)])[0]
      return [sample + own] + table.whole(Array(shape.dropFirst()))
    }
    return try unknown(call, table, dims)
  }

  /// The map of an op that takes and gives lists of tensors; its answer has them one by one.
  ///
  /// - Throws: `.arguments` if the outputs, whose shapes have to be given, are missing.
  static func unknown(_ call: RuleCall, _ table: AxisTable, _ dims: [[[Int]]]) throws(RuleError)
    -> AxisMap
  {
    guard !call.outputs.isEmpty else {
      throw .arguments("\(call.op): the outputs are required for their shapes, none are given")
    }
    let count = call.inputs.flatMap(\.elements).count
    var map = table.map(Array(dims[..<count]), to: Array(dims[count...]))
    map.opensLists = true
    return map
  }

  private static func gcd(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : gcd(second, first % second)
  }
}

/// An op of which nothing is known: every tensor has to be whole on every rank.
///
/// Paddle: replicated.cc.
enum Replicated: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var table = AxisTable()
    let shapes = (call.inputs + call.outputs).flatMap(\.elements).map(\.shape)
    let dims = shapes.map { table.whole($0) }
    return try DataParallel.unknown(call, table, dims)
  }
}
