import Sharding

/// Matrix product with a bias: `bmk,kn,n->bmn`, and a reserve space that is absent.
///
/// A shard of k makes the product partial, and the bias with it, so that it counts once. The product
/// is linear in each factor and the bias; a bias may stay replicated beside an average, and a partial
/// maximum or minimum of it passes, being added to the same. Paddle: fused_gemm_epilogue.cc.
enum LinearV2: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (x, y) = (try call.shape(0), try call.shape(1))
    try call.require(x.count > 1, "x must have at least 2 dims, it is \(x)")
    try call.require(y.count == 2, "the weight must have 2 dims, it is \(y)")
    let product = Product(x: x, y: y, transX: false, transY: try call.bool("transpose_weight"))
    let sides = Array(product.equation.split(separator: ">"))
    let hasBias = try call.optionalShape(2) != nil
    let third = call.inputs.count == 3 ? [try call.shape(2)] : []
    let letters = hasBias ? ",n" : String(repeating: ",", count: third.count)
    var map = try AxisMap(
      "\(sides[0].dropLast())\(letters)->\(sides[1]),", op: call.op,
      shapes: [x, y] + (hasBias ? third : third.map { _ in [] }),
      flows: flows(count: 2 + third.count, hasBias: hasBias),
      addends: hasBias ? [2] : [])
    if !hasBias, let absent = third.first { map.inputs[2] = absent.map { _ in [] } }
    map.unreduced = [1]
    return map
  }

  /// How partial values of factors and bias pass a product, as its first output.
  static func flows(count: Int, hasBias: Bool, outputs: Int = 2) -> [Flow] {
    [0, 1].flatMap { factor in
      Flow.passing(.linear, hasBias ? [factor, 2] : [factor], of: count, of: outputs)
    } + (hasBias ? Flow.passing(.shifted, [2], of: count, of: outputs) : [])
  }
}
