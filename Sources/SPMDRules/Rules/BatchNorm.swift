import Sharding

/// Normalisation of each channel over samples and space: `n!ch!w!,c,c,c,c->n!ch!w!,c,c,c,c,z!`.
///
/// Inputs are x, running mean and variance, scale and bias (these two may be absent); outputs the
/// result, the new running mean and variance, the saved ones, and the reserved space, which is empty.
/// Channels are free, and with them everything of a channel's. In training the statistics need
/// all samples and all of space. With `is_test` (unless `trainable_statistics`) or
/// `use_global_stats` they are given: then all dims of x are free, and the op is affine in x, whose
/// partial averages pass.
///
/// Source: Paddle's `batch_norm.cc`, which wants scale and bias replicated beside sharded channels.
enum BatchNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let channel = try call.channelDim(of: x.count)
    let isTest = try call.bool("is_test")
    let trains = try call.bool("trainable_statistics")
    let isGiven = try call.bool("use_global_stats") || (isTest && !trains)
    var axes = zip(Axis.letters(x.count), x.indices).map {
      Axis($0, x[$1], $1 == channel || isGiven ? .free : .whole)
    }
    let all = axes.indices.map { [$0] }
    var inputs = [all]
    for index in call.inputs.indices.dropFirst() {
      inputs.append(try call.parameter(index, over: [channel], of: axes))
    }
    axes.append(Axis("z", 0, .whole))
    let statistics = [[[Int]]](repeating: [[channel]], count: 4)
    let fixed = [Placement](repeating: .replicate, count: 5)
    let affine = Flow(
      [.partial(.avg)] + fixed.prefix(inputs.count - 1), to: [.partial(.avg)] + fixed)
    return AxisMap(
      axes: axes, inputs: inputs, outputs: [all] + statistics + [[[axes.count - 1]]],
      flows: isGiven ? [affine] : [])
  }
}
