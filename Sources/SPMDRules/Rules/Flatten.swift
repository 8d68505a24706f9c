/// Some neighbouring dims as one: `abcd->a(bc)d`.
///
/// The first of them keeps its shard where it divides, further ones where all before them are cut
/// into single indices. A view: every partial kind passes. Paddle's `flatten.cc`.
enum Flatten: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let start = try call.axis(
      try call.int("start_axis"), of: shape.count, named: "start_axis")
    let stop = try call.axis(try call.int("stop_axis"), of: shape.count, named: "stop_axis")
    guard start <= stop else {
      throw .attribute(
        "\(call.op): attribute 'stop_axis' must not be before 'start_axis', they are \(stop) and "
          + "\(start)")
    }
    if shape.isEmpty { return AxisMap([.singleton], of: shape) }
    let size = shape[start...stop].reduce(1, *)
    return AxisMap(
      DimTransform.reshape(shape, to: shape[..<start] + [size] + shape[(stop + 1)...]), of: shape)
  }
}
