import Sharding

/// Slices of x along `axis` at the index's places: `asc,ij->aijc`, of a 0-D index `asc,->ac`.
///
/// The dim looked up in has to be whole. Elements are selected, so that every partial state of x
/// passes. The gradient adds the slices up: a shard of the index makes it a partial sum.
/// Paddle: gather.cc, index_select.cc; DTensor: ops/_tensor_ops.py.
enum Gather: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (table, x, index, out) = try dims(call)
    return table.map([x, index], to: [out], flows: Flow.passing(.selection, [0], of: 2))
  }

  /// `asc,i,aic->asc`.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    let (table, x, index, out) = try dims(call)
    var map = table.map([x, index, out], to: [x], flows: Flow.passing(.linear, [2], of: 3)).summed()
    try call.require(
      try call.shape(2) == map.shape(out), "the output's gradient must be \(map.shape(out))")
    map.shapeOnly = [0]
    return map
  }

  private static func dims(_ call: RuleCall) throws(RuleError) -> (
    AxisTable, x: [[Int]], index: [[Int]], out: [[Int]]
  ) {
    let (x, index) = (try call.shape(0), try call.shape(1))
    try call.require(!x.isEmpty, "x must have at least 1 dim")
    if call.name == "index_select" {
      try call.require(index.count == 1, "the index must have 1 dim")
    }
    let axis = try call.axis(try call.int("axis"), of: x.count)
    var table = AxisTable()
    var dims = table.dims(x)
    dims[axis] = table.dim("s", x[axis], .whole)
    let places = table.dims(index)
    return (table, dims, places, dims[..<axis] + places + dims[(axis + 1)...])
  }
}
