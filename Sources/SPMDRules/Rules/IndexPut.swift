import Sharding

/// x with values put at places that index tensors name, one for each of its first dims:
/// `stc,{ij,ij},ijc->stc`. The index tensors broadcast to one shape, and the value to its places.
///
/// The dims written to have to be whole. Accumulated, a shard of the index makes the sum partial, and x
/// with it, so that it counts once; overwritten, the last value wins, which needs all of the index.
/// Paddle: index_put.cc.
enum IndexPut: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let accumulates = try call.bool("accumulate")
    let put = try Put(call, kind: accumulates ? .reduced(.sum) : .whole)
    let count = put.indices.count + 2
    let both: Set<Int> = [0, count - 1]
    return put.table.map(
      [put.x] + put.indices + [put.value], to: [put.x],
      flows: accumulates
        ? Flow.passing(.linear, both, of: count) + Flow.passing(.shifted, [0], of: count)
        : Flow.passing(.selection, both, of: count),
      addends: accumulates ? [0] : [])
  }

  /// `stc,{ij,ij},ijc,stc->stc,ijc`: x's gradient is the output's, with zeros at the places that were
  /// overwritten; the value's is gathered from it, and summed where the value was broadcast.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 4...4)
    let accumulates = try call.bool("accumulate")
    let put = try Put(call, kind: accumulates ? .reduced(.sum) : .whole)
    try call.require(try call.shape(3) == call.shape(0), "the output's gradient must be as x")
    let count = put.indices.count + 3
    var map = put.table.map(
      [put.x] + put.indices + [put.value, put.x], to: [put.x, put.value],
      flows: Flow.passing(
        put.isBroadcast ? .linear : .selection, [count - 1], of: count, to: [0, 1], of: 2)
    ).summed()
    map.shapeOnly = [0, count - 2]
    map.unreduced = [0]
    return map
  }

  private struct Put {
    var table = AxisTable()
    let x: [[Int]]
    let indices: [[[Int]]]
    let value: [[Int]]
    /// Whether an element of the value is put at several places.
    let isBroadcast: Bool

    init(_ call: RuleCall, kind: Axis.Kind) throws(RuleError) {
      let (x, value) = (try call.shape(0), try call.shape(2))
      let shapes = try call.list(1).map(\.shape)
      try call.require(
        (1...max(1, x.count)).contains(shapes.count), "there must be 1 to \(x.count) index tensors")
      let broadcast = try AxisMap.broadcast(shapes, op: call.op)
      let written = table.dims(x.prefix(shapes.count), .whole)
      let rest = table.dims(x.dropFirst(shapes.count))
      let places = table.dims(broadcast.axes.map(\.size), kind)
      self.x = written + rest
      indices = broadcast.inputs.map { dims in dims.map { $0.flatMap { places[$0] } } }
      let target = places + rest
      let sizes = table.map([], to: []).shape(target)
      let own = Array(target.suffix(value.count))
      let fits = zip(value, sizes.suffix(value.count)).allSatisfy { $0 == $1 || $0 == 1 }
      try call.require(fits && value.count <= sizes.count, "the value must broadcast to \(sizes)")
      self.value = zip(value, zip(own, sizes.suffix(value.count))).map { $0 == $1.1 ? $1.0 : [] }
      isBroadcast = value != sizes
    }
  }
}
