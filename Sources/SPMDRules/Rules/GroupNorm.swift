import Sharding

/// Normalisation of each group g of channels: `n(gc!)h!w!,(gc!),(gc!)->n(gc!)h!w!,ng,ng`; inputs are
/// x, scale and bias (each may be absent), outputs the result, mean and variance.
///
/// Samples and groups are free, and scale and bias follow the groups; a shard of the channels is kept
/// where it cuts no group. Channels of a group and space must be whole. Without the attribute
/// `groups` the channels count as one group, which is right for any number.
///
/// Source: Paddle's `group_norm.cc`, which keeps samples alone.
enum GroupNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let channel = try call.channelDim(of: x.count)
    let groups = try call.int("groups")
    guard groups > 0, x[channel] % groups == 0 else {
      throw .attribute(
        "\(call.op): attribute 'groups' must divide the \(x[channel]) channels, it is \(groups)")
    }
    var axes = zip(Axis.letters(x.count), x.indices).map {
      Axis($0, x[$1], $1 == 0 ? .free : .whole)
    }
    axes[channel].size /= groups
    axes.append(Axis("g", groups))
    let members = [x.count, channel]
    let all = x.indices.map { $0 == channel ? members : [$0] }
    var inputs = [all]
    for index in call.inputs.indices.dropFirst() {
      inputs.append(try call.parameter(index, over: members, of: axes))
    }
    let statistics = [[0], [x.count]]
    return AxisMap(axes: axes, inputs: inputs, outputs: [all, statistics, statistics])
  }
}
