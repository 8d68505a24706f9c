import Sharding

/// Convolution: `nchw,ocij->nopq`; in groups `n(gc)hw,(go)cij->n(go)pq`.
///
/// Samples and output channels stand for themselves; a shard of the input channels of the one group,
/// in image and filter alike, makes the result partial. Groups may be sharded: a rank with some of
/// them convolves only these. Height and width have to be whole, since windows overlap, but where no
/// window reaches beyond its own stride (a pointwise or patch convolution). Linear in image and
/// filter. Paddle: conv2d.cc, conv3d.cc, depthwise_conv2d.cc.
enum Conv: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let conv = try ConvDims(call, isTransposed: false)
    return conv.table.map(
      [conv.input, conv.filter], to: [conv.output], flows: Matmul.bilinearFlows)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try ConvDims(call, isTransposed: false).gradient(call)
  }
}

/// The gradient of a convolution as an op of its own: `nchw,coij->nopq`; in groups
/// `n(gc)hw,(gc)oij->n(go)pq`.
///
/// As `Conv`, with the filter's channels the other way around. Paddle: conv2d_transpose.cc.
enum ConvTranspose: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let conv = try ConvDims(call, isTransposed: true)
    return conv.table.map(
      [conv.input, conv.filter], to: [conv.output], flows: Matmul.bilinearFlows)
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try ConvDims(call, isTransposed: true).gradient(call)
  }
}
