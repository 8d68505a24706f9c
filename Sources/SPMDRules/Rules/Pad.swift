import Sharding

/// Constants before and after each dim: `a[1:5]b->ab`, the input's dim being a part of the output's.
///
/// `paddings` is before and after of dim 0, then of dim 1 …. A dim without padding keeps its shard;
/// another keeps it where each rank's chunk of the input lies in its own chunk of the output, see
/// `AxisWindow`. Each contribution of a partial is padded alike, so that it passes where the fold of
/// the constants is the constant: always for max, min, any, all and avg, for sum if it is 0, for
/// prod if it is 0 or 1. The gradient is a slice. Paddle's `pad.cc` un-shards every padded dim.
enum Pad: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let paddings = try paddings(call, shape)
    let value = try call.double("pad_value")
    let ranges = shape.indices.map { dim -> DimRange? in
      let (before, after) = (paddings[2 * dim], paddings[2 * dim + 1])
      return DimRange(
        before, before + shape[dim], stride: 1, of: before + shape[dim] + after)
    }
    let padded = shape.indices.map { shape[$0] + paddings[2 * $0] + paddings[2 * $0 + 1] }
    var map = AxisMap.ranges(of: padded, ranges).reversed()
    map.flows = Flow.copies(
      ReduceOp.allCases.filter { op in
        switch op {
        case .max, .min, .any, .all, .avg: true
        case .sum: value == 0 || paddings.allSatisfy { $0 == 0 }
        case .prod: value == 0 || value == 1 || paddings.allSatisfy { $0 == 0 }
        }
      })
    return map
  }

  private static func paddings(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [Int] {
    let paddings = try call.ints("paddings")
    guard paddings.count == 2 * shape.count, paddings.allSatisfy({ $0 >= 0 }) else {
      throw .attribute(
        "\(call.op): attribute 'paddings' must hold \(2 * shape.count) counts, none negative, for "
          + "\(shape), it is \(paddings)")
    }
    return paddings
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    var paddings = try paddings(call, try call.shape(0))
    let (x, out) = call.movement(inputs, outputs)
    for dim in x.sizes.indices {
      let before = paddings[2 * dim] + x.offsets[dim] - out.offsets[dim]
      paddings[2 * dim] = x.sizes[dim] == 0 ? out.sizes[dim] : before
      paddings[2 * dim + 1] = out.sizes[dim] - x.sizes[dim] - paddings[2 * dim]
    }
    var attributes = call.attributes
    attributes["paddings"] = .ints(paddings)
    return attributes
  }
}
