import Sharding

/// x with whole slices written at the index's places of its first dim: `sc,i,ic->sc`.
///
/// The dim written to has to be whole, and the index too: where slices are added up rather than
/// overwritten, those of x are zeroed first, which only a rank with all of the index can do. Slices of
/// x and the updates are selected, so that equal partial states of both pass; added up, sums and
/// averages do. Paddle: scatter.cc.
enum Scatter: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let overwrites = try call.bool("overwrite")
    let (table, x, index, updates) = try dims(call)
    return table.map(
      [x, index, updates], to: [x],
      flows: Flow.passing(overwrites ? .selection : .linear, [0, 2], of: 3))
  }

  /// `sc,i,ic,sc->sc,ic`: zeros at the index's places, and what is there in the output's gradient.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 4...4)
    let (table, x, index, updates) = try dims(call)
    try call.require(try call.shape(3) == call.shape(0), "the output's gradient must be as x")
    var map = table.map(
      [x, index, updates, x], to: [x, updates],
      flows: Flow.passing(.selection, [3], of: 4, to: [0, 1], of: 2))
    map.shapeOnly = [0, 2]
    return map
  }

  private static func dims(_ call: RuleCall) throws(RuleError) -> (
    AxisTable, x: [[Int]], index: [[Int]], updates: [[Int]]
  ) {
    let (x, index, updates) = (try call.shape(0), try call.shape(1), try call.shape(2))
    try call.require(!x.isEmpty, "x must have at least 1 dim")
    try call.require(
      index.count < 2 || index.count == 2 && index[1] == 1, "the index must be [n], [n, 1] or 0-D")
    let count = index.first.map { [$0] } ?? []
    try call.require(
      updates == count + x.dropFirst(), "the updates must be \(count + x.dropFirst())")
    var table = AxisTable()
    let written = table.dim("s", x[0], .whole)
    let rest = table.dims(x.dropFirst())
    let places = table.whole(count)
    return (table, [written] + rest, places + index.dropFirst().map { _ in [] }, places + rest)
  }
}
