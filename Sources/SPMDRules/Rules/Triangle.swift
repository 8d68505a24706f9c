import Sharding

/// The upper or lower triangle of matrices, zeros elsewhere: `abc->abc`.
///
/// Each element stays or becomes zero by its own place, so that all dims keep their shards: a rank
/// counts the diagonal from where its block begins. Zeros fold to zero by every op, so that every
/// partial kind passes. Paddle's `triu.cc` un-shards the last two dims and reduces partials.
enum Triangle: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    guard shape.count >= 2 else {
      throw .shape("\(call.op): a tensor of at least 2 dims is required, it is \(shape)")
    }
    return AxisMap(shape.indices.map(DimTransform.inputDim), of: shape)
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let offsets = inputs[0].offsets.suffix(2)
    var attributes = call.attributes
    attributes["diagonal"] = .int(
      try call.int("diagonal") + (offsets.first ?? 0) - (offsets.last ?? 0))
    return attributes
  }
}
