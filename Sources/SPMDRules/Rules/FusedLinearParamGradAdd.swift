import Sharding

/// The gradients of a linear layer's weight and bias, added to what there is of them:
/// `abk,abn,kn,n->kn,n`.
///
/// The batch dims are summed over: a shard of one makes the results partial, and the given gradients
/// with them, so that they count once. Absent are given gradients, and the bias's without one.
/// Paddle: fused_linear_param_grad_add.cc.
enum FusedLinearParamGradAdd: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let hasBias = try call.bool("has_bias")
    let (x, dout) = (try call.shape(0), try call.shape(1))
    try call.require(
      x.count > 1 && x.dropLast() == dout.dropLast(), "x and dout must agree but for the last dim")
    var table = AxisTable()
    let batch = table.dims(x.dropLast(), .reduced(.sum))
    let (k, n) = (table.dim("k", x[x.count - 1]), table.dim("n", dout[dout.count - 1]))
    var inputs = [batch + [k], batch + [n]]
    var addends: Set<Int> = []
    for (index, dims) in zip(2..<call.inputs.count, [[k, n], [n]]) {
      guard let given = try call.optionalShape(index) else {
        inputs.append(try call.shape(index).map { _ in [] })
        continue
      }
      let wanted = dims.map { table.axes[$0[0]].size }
      try call.require(given == wanted, "\(call.declaredInputs[index].name) must be \(wanted)")
      inputs.append(dims)
      addends.insert(index)
    }
    var map = table.map(
      inputs, to: [[k, n], hasBias ? [n] : []],
      flows: flows(count: inputs.count, addends: addends, hasBias: hasBias), addends: addends)
    map.unreduced = hasBias ? [] : [1]
    return map
  }

  /// Linear in x with dweight, and in dout with both; an average leaves the addends as they are.
  private static func flows(count: Int, addends: Set<Int>, hasBias: Bool) -> [Flow] {
    let both: Set<Int> = hasBias ? [0, 1] : [0]
    return Flow.passing(.linear, addends.intersection([2]).union([0]), of: count, to: [0], of: 2)
      + Flow.passing(
        .linear, addends.intersection(hasBias ? [2, 3] : [2]).union([1]), of: count, to: both, of: 2
      )
  }
}
