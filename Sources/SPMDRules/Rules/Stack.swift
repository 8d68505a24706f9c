/// Tensors of one shape side by side in a new dim: `ab,ab->asb`.
///
/// The new dim lies whole on each rank. Partials pass where all inputs have the same kind. Paddle's
/// `stack.cc`, which backward keeps a shard of the new dim that the inputs cannot give.
enum Stack: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    guard let shape = shapes.first else {
      throw .arguments("\(call.op): at least one tensor is required, none is given")
    }
    guard shapes.allSatisfy({ $0 == shape }) else {
      throw .shape("\(call.op): all tensors must have one shape, they have \(shapes)")
    }
    let axis = try call.axis(try call.int("axis"), of: shape.count + 1)
    let axes =
      zip(Axis.letters(shape.count), shape).map { Axis($0, $1) }
      + [Axis("#", shapes.count, .whole)]
    let input = shape.indices.map { [$0] }
    var output = input
    output.insert([shape.count], at: axis)
    return AxisMap(
      axes: axes, inputs: [[[Int]]](repeating: input, count: shapes.count), outputs: [output],
      flows: Flow.copies(inputs: shapes.count))
  }
}

/// A tensor's slices along a dim: `asb->ab,ab`.
///
/// The dim must be whole; a partial passes to all slices, and backward the slices must be partial
/// alike. Paddle's `unbind.cc`, which forgets that the slices are partial.
enum Unbind: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    guard !shape.isEmpty else {
      throw .shape("\(call.op): a tensor of at least 1 dim is required, it is 0-D")
    }
    let axis = try call.axis(try call.int("axis"), of: shape.count)
    guard shape[axis] <= Limits.outputs else {
      throw .shape(
        "\(call.op): dim \(axis) must have a size of at most \(Limits.outputs), it has \(shape[axis])"
      )
    }
    let axes = zip(Axis.letters(shape.count), shape).enumerated().map { dim, pair in
      Axis(pair.0, pair.1, dim == axis ? .whole : .free)
    }
    let output = shape.indices.filter { $0 != axis }.map { [$0] }
    return AxisMap(
      axes: axes, inputs: [shape.indices.map { [$0] }],
      outputs: [[[Int]]](repeating: output, count: shape[axis]),
      flows: Flow.copies(outputs: shape[axis]))
  }
}
