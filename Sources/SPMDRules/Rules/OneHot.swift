import Sharding

/// A row of classes for each index, with a one at its place: `ab->abc!`.
///
/// Indices are free; each row is made whole. A partial index is no index: none passes.
///
/// Source: Paddle's `one_hot.cc`, which loses a partial.
enum OneHot: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let classes = try call.int("num_classes")
    guard classes > 0 else {
      throw .attribute(
        "\(call.op): attribute 'num_classes' must be positive, it is \(classes)")
    }
    var map = AxisMap.rows(x, whole: [])
    map.axes.append(Axis("c", classes, .whole))
    map.outputs[0].append([x.count])
    return map
  }
}
