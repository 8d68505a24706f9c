import Sharding

/// The same elements, row-major, in another shape: `(ab)c->a(bc)`.
///
/// In `shape`, 0 is the input's size at that place and one -1 is what is left. Shards stay where the
/// leading factor allows it, see `CommonRefinement`. A view: every partial kind passes. Paddle's
/// `reshape.cc`.
enum Reshape: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    return AxisMap(DimTransform.reshape(shape, to: try target(call, shape)), of: shape)
  }

  private static func target(_ call: RuleCall, _ shape: [Int]) throws(RuleError) -> [Int] {
    let given = try call.ints("shape")
    var target = given
    for (dim, size) in given.enumerated() {
      guard size >= -1, size != 0 || dim < shape.count else {
        throw .attribute(
          "\(call.op): attribute 'shape' must hold sizes, 0 at a dim of the input, or -1; of "
            + "\(shape) it is \(given)")
      }
      if size == 0 { target[dim] = shape[dim] }
    }
    let open = target.indices.filter { target[$0] == -1 }
    guard open.count <= 1 else {
      throw .attribute(
        "\(call.op): attribute 'shape' must contain at most one -1, it is \(given)")
    }
    let count = shape.reduce(1, *)
    if let dim = open.first {
      let rest = Limits.product(target.filter { $0 != -1 }) ?? 0
      guard rest > 0, count % rest == 0 else {
        throw .attribute(
          "\(call.op): attribute 'shape' must leave a size for its -1 of the \(count) elements of "
            + "\(shape), it is \(given)")
      }
      target[dim] = count / rest
    }
    guard Limits.product(target) == count else {
      throw .attribute(
        "\(call.op): attribute 'shape' must hold the \(count) elements of \(shape), it is \(given)")
    }
    return target
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { ["shape": .ints(outputs[0].sizes)] }
}
