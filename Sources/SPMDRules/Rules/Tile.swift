import Sharding

/// Dims repeated, one copy after the other: `ab->a(rb)`.
///
/// A repeated dim keeps no shard of its own: the copies would lie on other ranks. The output may be
/// cut between the copies, each rank making its own from the whole input; in the gradient such a cut
/// leaves a partial sum. Copies pass every partial kind. Paddle's `tile.cc`.
enum Tile: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let given = try call.ints("repeat_times")
    guard given.allSatisfy({ $0 >= 0 }) else {
      throw .attribute(
        "\(call.op): attribute 'repeat_times' must not be negative, it is \(given)")
    }
    let times = [Int](repeating: 1, count: max(0, shape.count - given.count)) + given
    let lead = times.count - shape.count
    let transforms = times.enumerated().map { place, count -> DimTransform in
      if place < lead { return count == 1 ? .singleton : .new(count) }
      return count == 1 ? .inputDim(place - lead) : .repeated(.inputDim(place - lead), count)
    }
    return AxisMap(transforms, of: shape)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let (x, out) = call.movement(inputs, outputs)
    let lead = out.sizes.count - x.sizes.count
    let times = out.sizes.indices.map { dim in
      let own = dim < lead ? 1 : x.sizes[dim - lead]
      return own == 0 ? 1 : out.sizes[dim] / own
    }
    return ["repeat_times": .ints(times)]
  }
}

/// Each element repeated in place: `ab->a(br)`; of the flattened input where no `axis` is given.
///
/// The dim keeps its shard where it divides, since the copies lie beside their element. Copies pass
/// every partial kind. `repeats` is one count for all elements.
enum RepeatInterleave: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let repeats = try call.int("repeats")
    guard repeats >= 0 else {
      throw .attribute("\(call.op): attribute 'repeats' must not be negative, it is \(repeats)")
    }
    var dims = shape.indices.map(DimTransform.inputDim)
    if !call.has(attribute: "axis") || shape.isEmpty {
      return AxisMap([.flatten(dims + [.new(repeats)])], of: shape)
    }
    let axis = try call.axis(try call.int("axis"), of: shape.count)
    dims[axis] = .flatten([dims[axis], .new(repeats)])
    return AxisMap(dims, of: shape)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let (x, out) = call.movement(inputs, outputs)
    var attributes = call.attributes
    if x.count > 0 { attributes["repeats"] = .int(out.count / x.count) }
    return attributes
  }
}
