import Sharding

/// `silu(x) * y`: `ab,ab->ab`; without y, x holds both as halves of its last dim: `a(h!b)->ab`.
///
/// A shard of the halved dim would part what belongs together. Linear in y: its sums and averages
/// pass. Paddle: swiglu.cc.
enum SwiGLU: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    if call.has(1) || call.inputs.count == 2 && x == [0] {
      let shapes = [x, try call.shape(1)]
      try call.requireOneShape(shapes)
      return try .broadcast(shapes, op: call.op, flows: Flow.right(.sum, .avg))
    }
    guard let last = x.last, last % 2 == 0 else {
      throw .shape("\(call.op): without y the last dim of x must be even, x has \(x)")
    }
    var map = try AxisMap.broadcast([x.dropLast() + [last / 2]], op: call.op)
    map.inputs[0][x.count - 1].insert(x.count, at: 0)
    map.axes.append(Axis("h", 2, .whole))
    if call.inputs.count == 2 {
      map.inputs.append([[map.axes.count]])
      map.axes.append(Axis("0", 0, .whole))
    }
    return map
  }
}
