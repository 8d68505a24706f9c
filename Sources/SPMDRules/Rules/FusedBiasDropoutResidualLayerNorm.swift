import Sharding

/// The layer normalisation of a residual and of what dropout leaves of `x + bias`:
/// `abn!,abn!,n!,n!,n!,abn!->abn!,abn!,abn!,(ab),(ab)`; the last input is a mask that is given, and outputs are the
/// result, the sum, which elements were kept, and the rows' means and variances, in one dim.
///
/// n must be whole. An element is dropped by its place in the whole tensor, so that rows are free. In
/// inference there is no mask. Paddle has no rule of it.
enum FusedBiasDropoutResidualLayerNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try checkAttributes(call)
    let x = try call.shape(0)
    try call.require(!x.isEmpty, "x must have a dim to normalise")
    try call.requireOneShape([x, try call.shape(1)])
    var table = AxisTable()
    let rows = table.dims(x.dropLast())
    let n = table.dim("n", x[x.count - 1], .whole)
    let tensor = rows + [n]
    var inputs = [tensor, tensor]
    for index in call.inputs.indices.dropFirst(2) {
      guard index == 5, let mask = try call.optionalShape(5) else {
        inputs.append(
          index == 5
            ? table.whole(try call.shape(5))
            : try call.parameter(index, over: n, of: table.axes))
        continue
      }
      try call.requireOneShape([x, mask])
      inputs.append(tensor)
    }
    let row = [rows.flatMap(\.self)]
    let mask = try call.bool("is_test") ? table.whole([0]) : tensor
    return table.map(inputs, to: [tensor, tensor, mask, row, row])
  }

  static func checkAttributes(_ call: RuleCall) throws(RuleError) {
    try call.requireEpsilon("ln_epsilon")
    let rate = try call.double("dropout_rate")
    guard (0...1).contains(rate) else {
      throw .attribute("\(call.op): attribute 'dropout_rate' must be in 0...1, it is \(rate)")
    }
  }
}

/// Its gradients: `abn!,abn!,(ab),(ab),n!,abn!->abn!,abn!,n!,n!,n!`, of x, the residual, the bias, scale and shift.
///
/// Those of bias, scale and shift are partial sums where rows are sharded. Linear in the output's gradient.
enum FusedBiasDropoutResidualLayerNormGrad: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try FusedBiasDropoutResidualLayerNorm.checkAttributes(call)
    guard try !call.bool("is_test") else {
      throw .attribute(
        "\(call.op): attribute 'is_test' must be false, as in training: what inference drops has no "
          + "gradient")
    }
    let x = try call.shape(0)
    try call.require(!x.isEmpty, "the output's gradient must have a dim that is normalised")
    var table = AxisTable()
    let rows = table.dims(x.dropLast(), .reduced(.sum))
    let n = table.dim("n", x[x.count - 1], .whole)
    let tensor = rows + [n]
    let row = [rows.flatMap(\.self)]
    let count = x.dropLast().reduce(1, *)
    try call.requireOneShape([x, try call.shape(1), try call.shape(4)])
    for index in [2, 3] {
      try call.require(
        try call.shape(index) == [count], "\(call.declaredInputs[index].name) must be [\(count)]")
    }
    var inputs = [tensor, tensor, row, row, tensor]
    if call.inputs.count > 5 { inputs.append(try call.parameter(5, over: n, of: table.axes)) }
    return table.map(
      inputs, to: [tensor, tensor, [n], [n], [n]],
      flows: Flow.passing(.linear, [0], of: inputs.count, to: [0, 1, 2, 3, 4], of: 5))
  }
}
