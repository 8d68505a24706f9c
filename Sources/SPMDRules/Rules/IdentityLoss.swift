import Sharding

/// A loss as it is, or its sum or mean: `ab->ab`, `ab->`.
///
/// A sum of shards is a partial sum. A mean of shards of equal size is a partial average; of others it is a
/// partial sum of what each adds to the mean of the whole. Linear: partial sums and averages pass.
/// Paddle has no rule of it.
enum IdentityLoss: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let reduction = try reduction(call)
    if reduction == 2 { return .rows(x, whole: [], flows: Flow.copies()) }
    let isAverage = reduction == 1 && isEven(call)
    return .reduction(
      x, over: Set(x.indices), .reduced(isAverage ? .avg : .sum), keepDims: false,
      passing: .linear)
  }

  /// 0 is the sum, 1 the mean, 2 neither.
  static func reduction(_ call: RuleCall) throws(RuleError) -> Int {
    let reduction = try call.int("reduction")
    guard (0...2).contains(reduction) else {
      throw .attribute(
        "\(call.op): attribute 'reduction' must be 0 (sum), 1 (mean) or 2 (none), it is \(reduction)"
      )
    }
    return reduction
  }

  /// Whether what is asked can be met by averages: shards of x, which forward are given, of one size; or
  /// backward a result that is an average.
  private static func isEven(_ call: RuleCall) -> Bool {
    if call.direction == .backward {
      return call.outputs.flatMap(\.elements).allSatisfy { output in
        output.attr.placements.contains(.partial(.avg))
      }
    }
    guard case .one(let x) = call.inputs.first else { return true }
    return x.shape.indices.allSatisfy { dim in
      let cutters = x.attr.cutters(of: dim)
      return x.shape[dim] % cutters.reduce(1) { $0 * x.attr.mesh.shape[$1] } == 0
        && cutters.allSatisfy { x.attr.sizes[$0] == nil }
    }
  }
}

/// The gradient of a loss as it is, or of its sum or mean: `ab,ab->ab`, `ab,->ab`.
///
/// It needs the shape of x alone, so that x keeps any shard and any partial state. Linear in the output's
/// gradient.
enum IdentityLossGrad: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (x, gradient) = (try call.shape(0), try call.shape(1))
    let isWhole = try IdentityLoss.reduction(call) == 2
    try call.require(
      gradient == (isWhole ? x : []),
      "the output's gradient must be \(isWhole ? "of x's shape" : "0-D")")
    var map = AxisMap.rows(
      x, whole: [],
      flows: Flow.unread(0, of: 2, beside: Flow.passing(.linear, [1], of: 2)))
    map.inputs.append(isWhole ? map.inputs[0] : [])
    map.shapeOnly = [0]
    return map
  }
}
