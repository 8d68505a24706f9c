import Sharding

/// The dims of `x w + bias`, where the first dims of x are rows and the others, row-major, columns:
/// `m…k…,(k…)n,n->m…n`.
struct AffineDims {
  /// Those of x that are rows.
  let rows: [[Int]]
  let input: [[Int]]
  let weight: [[Int]]
  /// The columns of the result.
  let width: [Int]
  var result: [[Int]] { rows + [width] }

  /// - Parameters:
  ///   - rows: the attribute that says how many dims of x are rows.
  ///   - wholeRows: the first of the result's dims that must be whole; nil if none must.
  ///   - isLinear: whether nothing follows the sum, which may then stay partial.
  ///   - padding: rows and columns at the end of the weight that do not count; then it must be whole.
  init(
    _ call: RuleCall, rows name: String, wholeRows: Int? = nil, isLinear: Bool, padding: Int = 0,
    _ table: inout AxisTable
  ) throws(RuleError) {
    let x = try call.shape(0)
    let w = try call.shape(1, dims: 2...2, "w")
    let count = try call.int(name)
    guard (1..<max(x.count, 1)).contains(count) else {
      throw .attribute(
        "\(call.op): attribute '\(name)' must be at least 1 and below the \(x.count) dims of \(x), "
          + "it is \(count)")
    }
    let first = wholeRows ?? .max
    try call.require(
      w[0] >= padding && w[1] >= padding,
      "padded weights must have \(padding) spare rows and columns")
    let columns = x[count...].reduce(1, *)
    try call.require(
      columns == w[0] - padding,
      "the columns of \(x) from dim \(count) on, \(columns), must be the rows of w, "
        + "\(w[0] - padding)")
    var rows: [[Int]] = []
    for dim in 0..<count {
      rows += table.dims([x[dim]], dim < first ? .free : .whole)
    }
    let inner = table.dims(x[count...], isLinear && padding == 0 ? .reduced(.sum) : .whole)
    let isWhole = count >= first || padding > 0
    width = table.dim("n", w[1] - padding, isWhole ? .whole : .free)
    self.rows = rows
    input = rows + inner
    weight = padding > 0 ? table.whole(w) : [inner.flatMap(\.self), width]
  }

  /// Those of a bias `[n]` or `[1, n]`, or of one that is absent.
  func bias(_ call: RuleCall, _ index: Int, _ table: inout AxisTable) throws(RuleError) -> [[Int]] {
    try call.bias(index, over: width, &table)
  }
}

extension RuleCall {
  /// The dims of a bias `[n]` or `[1, n]` of the columns in `width`; whole ones where it is absent.
  func bias(_ index: Int, over width: [Int], _ table: inout AxisTable) throws(RuleError) -> [[Int]]
  {
    let shape = try shape(index)
    guard try optionalShape(index) != nil else { return table.whole(shape) }
    return try biasDims(shape, over: width, table)
  }

  /// The same of one that is there.
  func biasDims(_ shape: [Int], over width: [Int], _ table: AxisTable) throws(RuleError) -> [[Int]]
  {
    let count = table.axes[width[0]].size
    try require(
      shape == [count] || shape == [1, count], "a bias must be [\(count)] or [1, \(count)]")
    return shape.count == 1 ? [width] : [[], width]
  }

  /// - Throws: `.attribute` if the number that is added to a variance is not in 0...0.001.
  func requireEpsilon(_ name: String = "epsilon") throws(RuleError) {
    let epsilon = try double(name)
    guard (0...0.001).contains(epsilon) else {
      throw .attribute("\(op): attribute '\(name)' must be in 0...0.001, it is \(epsilon)")
    }
  }
}
