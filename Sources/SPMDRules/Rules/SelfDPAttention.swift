import Sharding

/// Attention of queries, keys and values that lie in one tensor: `bt!3!hd!->bt!hd!`.
///
/// Samples and heads stand for themselves. Tokens must be whole, since each query needs all keys.
/// Paddle has no rule of it.
enum SelfDPAttention: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    _ = try call.double("alpha")
    let x = try call.shape(0, dims: 5...5, "x")
    let heads = try call.int("head_number")
    try call.require(x[2] == 3, "dim 2 of x must hold queries, keys and values")
    guard heads == x[3] else {
      throw .attribute(
        "\(call.op): attribute 'head_number' must be the \(x[3]) heads of \(x), it is \(heads)")
    }
    var table = AxisTable()
    let (b, t) = (table.dim("b", x[0]), table.dim("t", x[1], .whole))
    let three = table.dim("3", 3, .whole)
    let (h, d) = (table.dim("h", x[3]), table.dim("d", x[4], .whole))
    return table.map([[b, t, three, h, d]], to: [[b, t, h, d]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    var attributes = call.attributes
    attributes["head_number"] = .int(inputs[0].sizes[3])
    return attributes
  }
}
