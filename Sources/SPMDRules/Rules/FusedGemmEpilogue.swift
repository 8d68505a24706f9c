import Sharding

/// Matrix product with a bias and an activation: `m…k,kn,n->m…n`, or transposed `km…` and `nk`; of an x of
/// more than two dims the first is contracted then. The second output, for the gradient, lies as the
/// first, or is absent without an activation.
///
/// Without an activation a shard of k makes the product partial, and the bias with it, so that it counts
/// once; the product is linear in each factor. An activation needs the whole sum over k.
/// Paddle: fused_gemm_epilogue.cc, which swaps the last two dims of x where the op contracts the first, and leaves
/// the sum partial before an activation.
enum FusedGemmEpilogue: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let isLinear = try call.string("activation") == "none"
    var table = AxisTable()
    let dims = try EpilogueDims(call, .free, inner: isLinear ? .reduced(.sum) : .whole, &table)
    var inputs = [dims.x, dims.y]
    if call.inputs.count > 2 {
      inputs.append(
        try call.optionalShape(2) == nil
          ? try call.shape(2).map { _ in [] } : try dims.bias(call, try call.shape(2)))
    }
    let hasBias = try call.optionalShape(2) != nil
    var map = table.map(
      inputs, to: [dims.result, isLinear ? [] : dims.result],
      flows: isLinear ? LinearV2.flows(count: inputs.count, hasBias: hasBias) : [],
      addends: hasBias && isLinear ? [2] : [])
    if isLinear { map.unreduced = [1] }
    return map
  }
}

/// The gradients of the product, of its factors and of its bias: `m…k,kn,m…n,m…n->m…k,kn,n`.
///
/// A shard of n makes the gradient of x a partial sum, one of m those of y and of the bias. Linear in the
/// output's gradient, and in each factor what is of the other. Paddle has no rule of it.
enum FusedGemmEpilogueGrad: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let isLinear = try call.string("activation") == "none"
    var table = AxisTable()
    let dims = try EpilogueDims(call, .reduced(.sum), inner: .free, &table)
    let result = table.map([], to: []).shape(dims.result)
    let (reserve, gradient) = (try call.shape(2), try call.shape(3))
    try call.require(gradient == result, "the output's gradient must be \(result)")
    try call.require(isLinear || reserve == result, "reserve_space must be \(result)")
    let kept = isLinear ? table.whole(reserve) : dims.result
    return table.map(
      [dims.x, dims.y, kept, dims.result],
      to: [dims.x, dims.y, [dims.columns]],
      flows: Flow.passing(.linear, [3], of: 4, to: [0, 1, 2], of: 3)
        + Flow.passing(.linear, [0], of: 4, to: [1], of: 3)
        + Flow.passing(.linear, [1], of: 4, to: [0], of: 3))
  }
}

/// The dims of the factors and of their product.
private struct EpilogueDims {
  let x: [[Int]]
  let y: [[Int]]
  let columns: [Int]
  let result: [[Int]]

  init(_ call: RuleCall, _ outer: Axis.Kind, inner: Axis.Kind, _ table: inout AxisTable)
    throws(RuleError)
  {
    let (x, y) = (try call.shape(0), try call.shape(1))
    let (transX, transY) = (try call.bool("trans_x"), try call.bool("trans_y"))
    try call.require(x.count > 1, "x must have at least 2 dims, it is \(x)")
    try call.require(y.count == 2, "the weight must have 2 dims, it is \(y)")
    let place = transX ? 0 : x.count - 1
    try call.require(
      x[place] == y[transY ? 1 : 0],
      "dim \(place) of x and dim \(transY ? 1 : 0) of y are contracted, and must have one size")
    let rows = table.dims(x.indices.filter { $0 != place }.map { x[$0] }, outer)
    let k = table.dim("k", x[place], inner)
    columns = table.dim("n", y[transY ? 0 : 1], outer)
    self.x = transX ? [k] + rows : rows + [k]
    self.y = transY ? [columns, k] : [k, columns]
    result = rows + [columns]
    names = table.axes[columns[0]].size
  }

  private let names: Int

  func bias(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [[Int]] {
    try call.require(shape == [names], "the bias must be [\(names)]")
    return [columns]
  }
}
