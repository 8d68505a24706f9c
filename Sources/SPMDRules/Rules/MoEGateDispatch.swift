import Sharding

/// Rows of tokens sent to their experts: `sh,se,e->ech,sk,ks,e,sk`.
///
/// The features stand for themselves. Tokens and experts have to be whole: which place a token takes in
/// an expert's capacity depends on all the tokens before it. Every row of y is one of x or zero, so that
/// every partial state of x passes. Paddle: moe_gate_dispatch.cc, which cuts tokens and places alike.
enum MoEGateDispatch: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (x, gate) = (
      try call.shape(0, dims: 2...2, "x"), try call.shape(1, dims: 2...2, "gate_logits")
    )
    let (k, capacity) = try sizes(call)
    try call.require(x[0] == gate[0], "x and gate_logits must have as many tokens")
    guard k <= gate[1] else {
      throw .attribute("\(call.op): attribute 'k' must be at most \(gate[1]), it is \(k)")
    }
    var table = AxisTable()
    let (s, h) = (table.dim("s", x[0], .whole), table.dim("h", x[1]))
    let (e, kDim) = (table.dim("e", gate[1], .whole), table.dim("k", k, .whole))
    var inputs = [[s, h], [s, e]]
    if call.inputs.count > 2 {
      let bias = try call.optionalShape(2)
      try call.require(bias == nil || bias == [gate[1]], "corr_bias must be [\(gate[1])]")
      inputs.append(bias == nil ? try call.shape(2).map { _ in [] } : [e])
    }
    let isPadded = try call.bool("use_pad")
    let y = isPadded ? [e, table.dim("c", capacity, .whole), h] : [s, kDim, h]
    return table.map(
      inputs, to: [y, [s, kDim], [kDim, s], [e], [s, kDim]],
      flows: Flow.passing(.selection, [0], of: inputs.count, of: 5))
  }

  /// `sk,ks,sk,ech,sk->sh,se`: x's gradient adds up the rows of y's at each token's places, each token
  /// for itself; k is summed over.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 5...5)
    let weights = try call.shape(0, dims: 2...2, "combine_weights")
    let y = try call.shape(3, dims: 3...3, "grad_y")
    let (k, _) = try sizes(call)
    let (s, isPadded) = (weights[0], try call.bool("use_pad"))
    let others = [try call.shape(1), try call.shape(2), try call.shape(4)]
    try call.require(
      weights == [s, k] && others == [[k, s], [s, k], [s, k]],
      "there must be \(k) places for each of \(s) tokens")
    guard isPadded else {
      throw .attribute(
        "\(call.op): attribute 'use_pad' must be true for the gradient, else nothing tells the number "
          + "of experts")
    }
    var table = AxisTable()
    let (tokens, places) = (table.dim("s", s), table.dim("k", k, .reduced(.sum)))
    let (e, c) = (table.dim("e", y[0], .whole), table.dim("c", y[1], .whole))
    let h = table.dim("h", y[2])
    return table.map(
      [[tokens, places], [places, tokens], [tokens, places], [e, c, h], [tokens, places]],
      to: [[tokens, h], [tokens, e]],
      flows: Flow.passing(.linear, [3], of: 5, to: [0], of: 2)
        + Flow.passing(.linear, [4], of: 5, to: [1], of: 2))
  }

  private static func sizes(_ call: RuleCall) throws(RuleError) -> (k: Int, capacity: Int) {
    let (k, capacity) = (try call.int("k"), try call.int("capacity"))
    guard k > 0, capacity > 0 else {
      throw .attribute(
        "\(call.op): attributes 'k' and 'capacity' must be positive, they are \(k) and \(capacity)")
    }
    return (k, capacity)
  }
}
