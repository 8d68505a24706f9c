import Sharding

/// Slices of x at the places that the index's last dim names: `stc,ijN->ijc`, N dims of x looked up in.
///
/// Those dims and N have to be whole; partial values as in `Gather`. Paddle: gather_nd.cc.
enum GatherND: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let places = try IndexedPlaces(call, kind: .free)
    return places.table.map(
      [places.x, places.index], to: [places.slices], flows: Flow.passing(.selection, [0], of: 2))
  }

  /// `stc,ijN,ijc->stc`.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    let places = try IndexedPlaces(call, kind: .reduced(.sum))
    try places.check(try call.shape(2), "the output's gradient", call)
    var map = places.table.map(
      [places.x, places.index, places.slices], to: [places.x],
      flows: Flow.passing(.linear, [2], of: 3))
    map.shapeOnly = [0]
    return map
  }
}

/// x with slices of it added: `stc,ijN,ijc->stc`, N dims of x indexed.
///
/// A shard of the index makes the sum partial, and x with it, so that it counts once. Linear in x and
/// the updates together; beside a partial maximum, minimum or average of x the updates may stay.
/// Paddle: scatter.cc.
enum ScatterNDAdd: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let places = try IndexedPlaces(call, kind: .reduced(.sum))
    try places.check(try call.shape(2), "the updates", call)
    return places.table.map(
      [places.x, places.index, places.slices], to: [places.x],
      flows: Flow.passing(.linear, [0, 2], of: 3) + Flow.passing(.shifted, [0], of: 3), addends: [0]
    )
  }

  /// `ijN,ijc,stc->stc,ijc`: x's gradient is the output's, the updates' is gathered from it.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 4...4)
    let places = try IndexedPlaces(call, kind: .free)
    try places.check(try call.shape(2), "the updates", call)
    try call.require(try call.shape(3) == call.shape(0), "the output's gradient must be as x")
    var map = places.table.map(
      [places.x, places.index, places.slices, places.x], to: [places.x, places.slices],
      flows: Flow.passing(.selection, [3], of: 4, to: [0, 1], of: 2))
    map.shapeOnly = [0, 2]
    return map
  }
}

/// The dims of x, of an index whose last dim names places in x, and of the slices there.
private struct IndexedPlaces {
  var table = AxisTable()
  let x: [[Int]]
  let index: [[Int]]
  let slices: [[Int]]

  init(_ call: RuleCall, kind: Axis.Kind) throws(RuleError) {
    let (xShape, indexShape) = (try call.shape(0), try call.shape(1))
    guard let depth = indexShape.last, depth <= xShape.count else {
      throw .shape(
        "\(call.op): the index's last dim must be at most x's number of dims, the shapes are "
          + "\(xShape) and \(indexShape)")
    }
    let looked = table.dims(xShape.prefix(depth), .whole)
    let rest = table.dims(xShape.dropFirst(depth))
    let places = table.dims(indexShape.dropLast(), kind)
    x = looked + rest
    index = places + table.dims([depth], .whole)
    slices = places + rest
  }

  func check(_ shape: [Int], _ name: String, _ call: RuleCall) throws(RuleError) {
    let wanted = table.map([], to: []).shape(slices)
    try call.require(shape == wanted, "\(name) must be \(wanted)")
  }
}
