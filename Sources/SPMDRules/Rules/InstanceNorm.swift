import Sharding

/// Normalisation of each channel of each sample: `nch!w!,c,c->nch!w!,nc,nc`; inputs are x, scale and
/// bias (these two may be absent), outputs the result, saved mean and saved variance.
///
/// Samples and channels are free, and scale and bias follow the channels; space must be whole.
/// The gradient, `nch!w!,c,c,nc,nc,nch!w!->nch!w!,c,c` of x, scale, bias, the saved statistics and
/// the result's gradient, sums those of scale and bias over the samples: sharded samples make them
/// partial sums. It is linear in the result's gradient, whose partial sums and averages pass.
///
/// Source: Paddle's `instance_norm.cc`, which wants scale and bias replicated beside sharded channels.
enum InstanceNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let axes = try axes(of: call, samples: .free)
    var inputs = [dims(axes)]
    for index in call.inputs.indices.dropFirst() {
      inputs.append(try call.parameter(index, over: [1], of: axes))
    }
    return AxisMap(axes: axes, inputs: inputs, outputs: [dims(axes), [[0], [1]], [[0], [1]]])
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 6...6)
    let axes = try axes(of: call, samples: .reduced(.sum))
    let all = dims(axes)
    var inputs = [all]
    for index in 1...2 { inputs.append(try call.parameter(index, over: [1], of: axes)) }
    let x = try call.shape(0)
    for index in 3...4 {
      let shape = try call.shape(index)
      guard shape == [x[0], x[1]] || shape == [x[0] * x[1]] else {
        throw .shape(
          "\(call.op): input \(index) must have the shape \([x[0], x[1]]), it has \(shape)")
      }
      inputs.append(shape.count == 2 ? [[0], [1]] : [[0, 1]])
    }
    guard try call.shape(5) == x else {
      throw .shape(
        "\(call.op): the result's gradient must have the shape \(x), it has \(try call.shape(5))")
    }
    let flows = [ReduceOp.sum, .avg].map { op in
      Flow(
        [Placement](repeating: .replicate, count: 5) + [.partial(op)],
        to: [Placement](repeating: .partial(op), count: 3))
    }
    return AxisMap(
      axes: axes, inputs: inputs + [all], outputs: [all, [[1]], [[1]]], flows: flows)
  }

  private static func axes(of call: RuleCall, samples: Axis.Kind) throws(RuleError) -> [Axis] {
    let x = try call.shape(0)
    guard x.count >= 2 else {
      throw .shape(
        "\(call.op): x must have a dim of samples and one of channels, it has \(x.count) dims")
    }
    return zip(Axis.letters(x.count), x.indices).map {
      Axis($0, x[$1], $1 == 0 ? samples : $1 == 1 ? .free : .whole)
    }
  }

  private static func dims(_ axes: [Axis]) -> [[Int]] { axes.indices.map { [$0] } }
}
