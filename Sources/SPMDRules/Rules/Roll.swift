import Sharding

/// Elements shifted along dims, those that fall off the end coming in again at the start: `a!b->a!b`.
///
/// A dim that is shifted by a multiple of its size keeps its shard, others that are shifted must be
/// whole. Without `axis` the flattened tensor is shifted: then the trailing dims stay free whose
/// sizes' product divides the shift. Every partial kind passes. The gradient rolls back. Paddle's
/// `roll.cc`.
enum Roll: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let rolled = try rolled(call, shape)
    let axes = zip(Axis.letters(shape.count), shape).enumerated().map { dim, pair in
      Axis(pair.0, pair.1, rolled.contains(dim) ? .whole : .free)
    }
    let dims = shape.indices.map { [$0] }
    return AxisMap(axes: axes, inputs: [dims], outputs: [dims], flows: Flow.copies())
  }

  private static func rolled(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> Set<Int> {
    let shifts = try call.ints("shifts")
    let axes = try call.ints("axis")
    guard shifts.count == (axes.isEmpty ? 1 : axes.count) else {
      throw .attribute(
        "\(call.op): attribute 'shifts' must hold a shift for each axis, or one alone, for the axes "
          + "\(axes) it is \(shifts)")
    }
    if axes.isEmpty {
      var rolled = Set(shape.indices)
      var inner = 1
      for dim in shape.indices.reversed() {
        inner *= shape[dim]
        if inner == 0 { return [] }
        if shifts[0] % inner != 0 { break }
        rolled.remove(dim)
      }
      return rolled
    }
    var totals: [Int: Int] = [:]
    for (given, shift) in zip(axes, shifts) {
      totals[try call.distinctAxes([given], of: shape.count, named: "axis")[0], default: 0] += shift
    }
    return Set(totals.keys.filter { shape[$0] > 0 && totals[$0, default: 0] % shape[$0] != 0 })
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.gradientOfMovement(axes)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let shape = try call.shape(0)
    let rolled = try rolled(call, shape)
    var shifts = try call.ints("shifts")
    let axes = try call.ints("axis")
    if axes.isEmpty {
      let free = shape.indices.filter { !rolled.contains($0) }
      let inner = free.reduce(1) { $0 * shape[$1] }
      let local = free.reduce(1) { $0 * inputs[0].sizes[$1] }
      shifts[0] = inner == 0 ? 0 : shifts[0] / inner * local
    }
    for (place, axis) in axes.enumerated() {
      if !rolled.contains(try call.axis(axis, of: shape.count)) { shifts[place] = 0 }
    }
    var attributes = call.attributes
    attributes["shifts"] = .ints(shifts)
    return attributes
  }
}

/// Dims read backwards: `a!b->a!b`, whole unless they have but one index. Every partial kind passes.
enum Flip: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    let flipped = try call.distinctAxes(try call.ints("axis"), of: shape.count, named: "axis")
    let axes = zip(Axis.letters(shape.count), shape).enumerated().map { dim, pair in
      Axis(pair.0, pair.1, flipped.contains(dim) && pair.1 > 1 ? .whole : .free)
    }
    let dims = shape.indices.map { [$0] }
    return AxisMap(axes: axes, inputs: [dims], outputs: [dims], flows: Flow.copies())
  }
}
