import Sharding

/// Gradients divided by the loss scale, and whether any is not finite: `ab,c,1->ab,c,1`.
///
/// The outputs are those of the list, then `found_infinite`, a `bool` of shape [1]: a rank sees its
/// own shards, so that it is P(any) along each mesh dim that shards a tensor. Each tensor stays as it
/// is, whatever the others are. Partial sums do not pass, though the division is linear: two finite
/// contributions may overflow, and infinite ones are seen wherever they are.
/// Paddle: amp_ops.cc, which gives P(max).
enum CheckFiniteAndUnscale: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    let scale = try call.shape(1)
    guard !shapes.isEmpty else {
      throw .arguments("\(call.op): at least one tensor is required, the list is empty")
    }
    guard scale.allSatisfy({ $0 == 1 }) else {
      throw .shape("\(call.op): scale must have 1 element, its shape is \(scale)")
    }
    let sizes = shapes.flatMap(\.self)
    let axes = zip(Axis.letters(sizes.count), sizes).map { Axis($0, $1, .reduced(.any)) }
    var next = 0
    let tensors = shapes.map { shape in
      shape.map { _ -> [Int] in
        defer { next += 1 }
        return [next]
      }
    }
    return AxisMap(
      axes: axes, inputs: tensors + [scale.map { _ in [] }], outputs: tensors + [[[]]],
      digests: [shapes.count])
  }
}
