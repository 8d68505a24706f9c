/// The dims in another order: `abc->cab`. Every shard goes with its dim and every partial kind
/// passes. Paddle's `transpose.cc`, which takes a `perm` that names a dim twice.
enum Transpose: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let perm = try call.distinctAxes(try call.ints("perm"), of: shape.count, named: "perm")
    guard perm.count == shape.count else {
      throw .attribute(
        "\(call.op): attribute 'perm' must name all \(shape.count) dims of \(shape), it is \(perm)")
    }
    return AxisMap(perm.map(DimTransform.inputDim), of: shape)
  }
}

/// Two dims exchanged: `abc->cba`, see `Transpose`.
enum SwapAxes: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let first = try call.axis(try call.int("axis0"), of: shape.count, named: "axis0")
    let second = try call.axis(try call.int("axis1"), of: shape.count, named: "axis1")
    var dims = Array(shape.indices)
    if !dims.isEmpty { dims.swapAt(first, second) }
    return AxisMap(dims.map(DimTransform.inputDim), of: shape)
  }
}

/// Dims moved to other places, the rest staying in order: `abc->bca`, see `Transpose`.
enum MoveAxis: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let from = try call.distinctAxes(try call.ints("source"), of: shape.count, named: "source")
    let to = try call.distinctAxes(
      try call.ints("destination"), of: shape.count, named: "destination")
    guard from.count == to.count else {
      throw .attribute(
        "\(call.op): attributes 'source' and 'destination' must be equally long, they are \(from) "
          + "and \(to)")
    }
    var dims = shape.indices.filter { !from.contains($0) }
    for (place, dim) in zip(to, from).sorted(by: { $0.0 < $1.0 }) { dims.insert(dim, at: place) }
    return AxisMap(dims.map(DimTransform.inputDim), of: shape)
  }
}
