import Sharding

/// Every so many-th element of some dims: `ab->a[0:8:2]b`.
///
/// As `Slice`, with a stride that may be negative; `x[::2]` of 8 over 2 keeps its shard, since each
/// rank's two results are among its own four. Every partial kind passes. Paddle's `strided_slice`
/// rule keeps a shard of any sliced dim, which is wrong.
enum StridedSlice: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    return .ranges(of: shape, try ranges(call, shape))
  }

  private static func ranges(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [DimRange?] {
    let axes = try call.distinctAxes(try call.ints("axes"), of: shape.count, named: "axes")
    let (starts, ends) = (try call.ints("starts"), try call.ints("ends"))
    let strides = try call.ints("strides")
    guard [starts, ends, strides].allSatisfy({ $0.count == axes.count }) else {
      throw .attribute(
        "\(call.op): attributes 'axes', 'starts', 'ends' and 'strides' must be equally long, they "
          + "are \(axes), \(starts), \(ends) and \(strides)")
    }
    guard !strides.contains(0) else {
      throw .attribute("\(call.op): attribute 'strides' must not contain 0, it is \(strides)")
    }
    var ranges = [DimRange?](repeating: nil, count: shape.count)
    for (place, axis) in axes.enumerated() {
      ranges[axis] = DimRange(
        starts[place], ends[place], stride: strides[place], of: shape[axis])
    }
    return ranges
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let ranges = try ranges(call, try call.shape(0))
    let (x, out) = call.movement(inputs, outputs)
    var attributes = call.attributes
    var (axes, starts, ends, strides): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for (dim, range) in ranges.enumerated() {
      guard let range else { continue }
      let start = range.start + range.stride * out.offsets[dim] - x.offsets[dim]
      let last = start + range.stride * (out.sizes[dim] - 1)
      let isEmpty = out.sizes[dim] == 0
      axes.append(dim)
      starts.append(isEmpty ? 0 : start)
      ends.append(isEmpty ? 0 : last + range.stride.signum())
      strides.append(isEmpty ? 1 : range.stride)
    }
    attributes["axes"] = .ints(axes)
    attributes["starts"] = .ints(starts)
    attributes["ends"] = .ints(ends)
    attributes["strides"] = .ints(strides)
    return attributes
  }
}
