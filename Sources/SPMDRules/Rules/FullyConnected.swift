import Sharding

/// A matrix product with a bias and maybe a relu: `m…k…,(k…)n,n->m…n`.
///
/// Without a relu a shard of k makes the result partial, and the bias with it, so that it counts once; of
/// several dims of columns the first may be sharded where its shards are whole rows of the weight. A
/// relu needs the whole sum. Weights with spare rows and columns are whole. Linear in x and w.
/// Paddle has no rule of it.
enum FullyConnected: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let isPadded = try call.bool("padding_weights")
    let isLinear = try call.string("activation_type").isEmpty
    var table = AxisTable()
    let dims = try AffineDims(
      call, rows: "in_num_col_dims", isLinear: isLinear, padding: isPadded ? 4 : 0, &table)
    var inputs = [dims.input, dims.weight]
    if call.inputs.count > 2 { inputs.append(try dims.bias(call, 2, &table)) }
    let hasBias = try call.optionalShape(2) != nil
    return table.map(
      inputs, to: [dims.result],
      flows: isLinear ? LinearV2.flows(count: inputs.count, hasBias: hasBias, outputs: 1) : [],
      addends: hasBias && isLinear && !isPadded ? [2] : [])
  }
}

/// A matrix product with a bias and maybe a relu, to which y is added before its layer normalisation:
/// `m…k…!,(k…!)n!,m…n!,n!,n!,n!->m…n!,(m…),(m…)`; mean and variance have one dim of all rows.
///
/// The dims that are normalised must be whole, and with the sum within the norm also k.
/// Paddle has no rule of it.
enum FusedFCElementwiseLayerNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.requireEpsilon()
    _ = try call.string("activation_type")
    let y = try call.shape(2)
    let begin = try call.int("begin_norm_axis")
    guard (1..<max(y.count, 1)).contains(begin) else {
      throw .attribute(
        "\(call.op): attribute 'begin_norm_axis' must be at least 1 and below the \(y.count) dims of "
          + "y, it is \(begin)")
    }
    var table = AxisTable()
    let dims = try AffineDims(
      call, rows: "x_num_col_dims", wholeRows: begin, isLinear: false, &table)
    let product = table.map([], to: []).shape(dims.result)
    try call.require(y == product, "y must have the product's shape \(product)")
    var inputs = [dims.input, dims.weight, dims.result]
    for index in 3..<max(3, call.inputs.count) {
      inputs.append(
        index == 3
          ? try dims.bias(call, 3, &table)
          : try call.parameter(
            index, over: dims.result[begin...].flatMap(\.self), of: table.axes))
    }
    let row = [dims.result[..<begin].flatMap(\.self)]
    return table.map(inputs, to: [dims.result, row, row])
  }
}
