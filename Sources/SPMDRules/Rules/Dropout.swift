import Sharding

/// Elements zeroed at random, the rest scaled up: `ab->ab`.
///
/// Whether an element is dropped follows from the seed and from its place in the whole tensor: ranks
/// agree on it where they hold the same elements, in replicas and in partial values alike. It is
/// then a product with a factor that all have, which keeps sums and averages.
/// Paddle: dropout.cc, which clears partial values.
enum Dropout: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try checkProbability(call)
    return try .broadcast([try call.shape(0)], op: call.op, flows: UnaryLaw.flows([.additive]))
  }

  static func checkProbability(_ call: RuleCall) throws(RuleError) {
    let p = try call.double("p")
    guard (0...1).contains(p) else {
      throw .attribute("\(call.op): attribute 'p' must be in 0...1, it is \(p)")
    }
  }
}

/// `dropout(x) + y`: `ab,ab->ab,c!`, with the seed and the offset of the draws beside the sum.
///
/// x and y lie alike. Both partial sums together are one; a replicated one becomes a partial sum for
/// nothing. An average of one passes beside the other; a maximum or a minimum only of y.
/// Paddle: fused_dropout_add.cc, which does not align x with y and loses partial values.
enum FusedDropoutAdd: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try Dropout.checkProbability(call)
    let shapes = [try call.shape(0), try call.shape(1)]
    try call.requireOneShape(shapes)
    let flows = Flow.both(.sum, .avg) + Flow.either(.avg) + Flow.right(.max, .min)
    var map = try AxisMap.broadcast(
      shapes, op: call.op,
      flows: flows.map { Flow($0.inputs, to: $0.outputs + [.replicate]) })
    map.outputs.append([[map.axes.count]])
    map.axes.append(Axis(Axis.letters(map.axes.count + 1).last ?? "a", 2, .whole))
    return map
  }
}
