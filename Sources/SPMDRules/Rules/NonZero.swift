import Sharding

/// The coordinates of what is not zero, a row each: `a!b!->u!v!`.
///
/// A part's rows would have to be counted before the next part's can be placed, so everything must be
/// whole. How many there are depends on the values; forward the most that there can be stands for it.
///
/// Source: Paddle's `nonzero.cc`.
enum NonZero: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    var map = AxisMap.rows(x, whole: Set(x.indices))
    let most = x.reduce(1, *)
    map.axes += [
      Axis("u", try call.found(along: 0, atMost: most), .whole), Axis("v", x.count, .whole),
    ]
    map.outputs = [[[x.count], [x.count + 1]]]
    return map
  }
}
