import Sharding

/// A range of some dims: `ab->a[2:6]b`, dims of `decrease_axis` dropped.
///
/// `starts` and `ends` count from the end where they are negative, and are clamped to the dim. A dim
/// that is sliced in full keeps its shard; another keeps it where each rank's chunk of the result
/// lies in its own chunk (`x[:7]` of 8), see `AxisWindow`, and else must be whole. A selection of
/// elements is the same of each contribution of a partial, so that every kind passes. Paddle's
/// `slice.cc` un-shards every sliced dim and reduces partials.
enum Slice: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    return .ranges(
      of: shape, try ranges(call, shape), dropping: try dropped(call, shape))
  }

  /// By dim: the range that is taken.
  private static func ranges(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [DimRange?] {
    let axes = try call.distinctAxes(try call.ints("axes"), of: shape.count, named: "axes")
    let (starts, ends) = (try call.ints("starts"), try call.ints("ends"))
    guard starts.count == axes.count, ends.count == axes.count else {
      throw .attribute(
        "\(call.op): attributes 'axes', 'starts' and 'ends' must be equally long, they are "
          + "\(axes), \(starts) and \(ends)")
    }
    var ranges = [DimRange?](repeating: nil, count: shape.count)
    for (place, axis) in axes.enumerated() {
      ranges[axis] = DimRange(starts[place], ends[place], stride: 1, of: shape[axis])
    }
    return ranges
  }

  /// The dims that the output lacks: those of `decrease_axis`, which must have come down to size 1.
  ///
  /// Where `infer_flags` says that bounds are not final (a flag other than 1), longer dims stay.
  private static func dropped(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [Int] {
    let axes = try call.distinctAxes(
      try call.ints("decrease_axis"), of: shape.count, named: "decrease_axis")
    let isFinal = try call.ints("infer_flags").allSatisfy { $0 == 1 }
    let ranges = try ranges(call, shape)
    let sizes = shape.indices.map { ranges[$0]?.count ?? shape[$0] }
    for axis in axes where sizes[axis] != 1 && isFinal {
      throw .attribute(
        "\(call.op): attribute 'decrease_axis' must name dims that are sliced to size 1, "
          + "dim \(axis) has size \(sizes[axis])")
    }
    return axes.filter { sizes[$0] == 1 }
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let shape = try call.shape(0)
    let ranges = try ranges(call, shape)
    let dropped = try dropped(call, shape)
    let (x, out) = call.movement(inputs, outputs)
    let axes = shape.indices.filter { ranges[$0] != nil && !dropped.contains($0) }
    let kept = shape.indices.filter { !dropped.contains($0) }
    var attributes = call.attributes
    var local = (axes: dropped, starts: [Int](), ends: [Int]())
    for axis in dropped {
      let start = ranges[axis]?.start ?? 0
      local.starts.append(start)
      local.ends.append(start + 1)
    }
    for axis in axes {
      let place = kept.firstIndex(of: axis) ?? 0
      let start = (ranges[axis]?.start ?? 0) + out.offsets[place] - x.offsets[axis]
      let size = out.sizes[place]
      local.axes.append(axis)
      local.starts.append(size == 0 ? 0 : start)
      local.ends.append(size == 0 ? 0 : start + size)
    }
    attributes["axes"] = .ints(local.axes)
    attributes["starts"] = .ints(local.starts)
    attributes["ends"] = .ints(local.ends)
    attributes["decrease_axis"] = .ints(dropped)
    return attributes
  }
}
