/// Dims of size 1 dropped: `a1b->ab`; all of them where `axis` is empty.
///
/// A named dim of another size stays, as in Paddle and PyTorch. A dropped dim cannot be sharded, the
/// others keep their shards. A view: every partial kind passes. Paddle's `squeeze.cc`, which reduces
/// partials and takes axes beyond the range.
enum Squeeze: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let named = try call.distinctAxes(
      try call.ints("axis"), of: shape.count, named: "axis")
    let kept = shape.indices.filter { dim in
      shape[dim] != 1 || !(named.isEmpty || named.contains(dim))
    }
    return AxisMap(kept.map(DimTransform.inputDim), of: shape)
  }
}

/// New dims of size 1: `ab->a1b`.
///
/// Each axis is a place in the dims that the axes before it have led to, negative ones counted from
/// the end of what they give: `[1, -2, -1]` makes [a, b] into [a, 1, 1, b, 1]. A view: every partial
/// kind passes. Paddle's `unsqueeze.cc`, which counts every negative axis from the input's end.
enum Unsqueeze: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let axes = try call.ints("axis")
    guard Set(axes).count == axes.count else {
      throw .attribute("\(call.op): attribute 'axis' must not name an axis twice, it is \(axes)")
    }
    var transforms = shape.indices.map(DimTransform.inputDim)
    for axis in axes {
      transforms.insert(
        .singleton, at: try call.axis(axis, of: transforms.count + 1, named: "axis"))
    }
    return AxisMap(transforms, of: shape)
  }
}
