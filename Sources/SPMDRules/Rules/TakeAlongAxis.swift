import Sharding

/// Elements of x along `axis` at the index's places: `asc,aic->aic`.
///
/// The dim looked up in has to be whole, and each other dim in which x and the index differ. Elements
/// are selected, so that every partial state of x passes. The gradient adds the elements up: a shard
/// of the index along `axis` makes it a partial sum. Paddle: take_along_axis.cc.
enum TakeAlongAxis: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let along = try AlongAxis(call, kind: .free)
    return along.table.map(
      [along.x, along.index], to: [along.index], flows: Flow.passing(.selection, [0], of: 2))
  }

  /// `asc,aic,aic->asc`.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    let along = try AlongAxis(call, kind: .reduced(.sum))
    try call.require(
      try call.shape(2) == call.shape(1), "the output's gradient must be as the index")
    var map = along.table.map(
      [along.x, along.index, along.index], to: [along.x], flows: Flow.passing(.linear, [2], of: 3))
    map.shapeOnly = [0]
    return map
  }
}

/// The dims of x and of an index into it along one axis.
struct AlongAxis {
  var table = AxisTable()
  let x: [[Int]]
  let index: [[Int]]

  /// - Parameter kind: what the index's dim along the axis is.
  init(_ call: RuleCall, kind: Axis.Kind) throws(RuleError) {
    let (x, index) = (try call.shape(0), try call.shape(1))
    try call.require(
      !x.isEmpty && x.count == index.count, "x and the index must have as many dims, at least 1")
    let axis = try call.axis(try call.int("axis"), of: x.count)
    var (xDims, indexDims): ([[Int]], [[Int]]) = ([], [])
    for dim in x.indices {
      if dim == axis {
        xDims.append(table.dim("s", x[dim], .whole))
        indexDims += table.dims([index[dim]], kind)
      } else if x[dim] == index[dim] {
        xDims += table.dims([x[dim]])
        indexDims.append(xDims[dim])
      } else {
        try call.require(index[dim] < x[dim], "the index must not exceed x in dim \(dim)")
        xDims += table.whole([x[dim]])
        indexDims += table.whole([index[dim]])
      }
    }
    (self.x, self.index) = (xDims, indexDims)
  }
}
