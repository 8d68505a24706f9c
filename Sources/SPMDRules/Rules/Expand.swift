import Sharding

/// Dims of size 1, and new leading ones, copied to a target shape: `1b->ab`.
///
/// A copied dim may be sharded in the output, each rank making its part from the whole input; in the
/// gradient such a shard leaves a partial sum. In `shape`, -1 keeps a size. Copies pass every partial
/// kind. Paddle's `expand.cc`.
enum Expand: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .expansion(of: try call.shape(0), to: try call.ints("shape"), "shape", call)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { ["shape": .ints(call.movement(inputs, outputs).out.sizes)] }
}

/// `Expand` to the shape of y, or to `target_shape` where y is not given: `1b,ab->ab`.
///
/// The output follows y's shards as well as x's. Of y only the shape is read, so that any partial of
/// it stays as it is. Paddle's `expand_as.cc`.
enum ExpandAs: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let y = call.inputs.count == 2 ? try call.shape(1) : nil
    let isTold = call.has(attribute: "target_shape") || y == nil
    let target = isTold ? try call.ints("target_shape") : y ?? []
    if let y, y != target {
      throw .attribute(
        "\(call.op): attribute 'target_shape' must be y's shape \(y), it is \(target)")
    }
    var map = try AxisMap.expansion(of: try call.shape(0), to: target, "target_shape", call)
    guard y != nil else { return map }
    map.inputs.append(map.outputs[0])
    let states = [Placement.replicate] + ReduceOp.allCases.map(Placement.partial)
    map.flows = states.flatMap { x in
      states.map { y in Flow([x, y], to: [x]) }
    }.filter { $0.inputs != [.replicate, .replicate] }
    return map
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { ["target_shape": .ints(call.movement(inputs, outputs).out.sizes)] }
}

extension AxisMap {
  fileprivate static func expansion(
    of shape: [Int], to target: [Int], _ name: String, _ call: RuleCall
  ) throws(RuleError) -> AxisMap {
    let lead = target.count - shape.count
    let fits =
      lead >= 0
      && target.indices.allSatisfy { dim in
        let own = dim < lead ? nil : shape[dim - lead]
        return target[dim] == -1
          ? own != nil
          : target[dim] >= 0 && own ?? 1 == target[dim]
            || target[dim] >= 0 && own ?? 1 == 1
      }
    guard fits else {
      throw .attribute(
        "\(call.op): attribute '\(name)' must be a shape that \(shape) broadcasts to, it is "
          + "\(target)")
    }
    let transforms = target.enumerated().map { place, size -> DimTransform in
      if place < lead { return .new(size) }
      let dim = place - lead
      return size == -1 || size == shape[dim] ? .inputDim(dim) : .repeated(.inputDim(dim), size)
    }
    return AxisMap(transforms, of: shape)
  }
}
