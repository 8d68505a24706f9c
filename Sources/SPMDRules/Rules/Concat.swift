/// Tensors one after the other along a dim: `ab,ac->ad`.
///
/// The dim must be whole, unless one tensor has all of it. Partials pass where all inputs have the
/// same kind. Paddle's `concat.cc`, which forgets that the output is partial, and backward keeps a
/// shard of the dim that the inputs cannot give.
enum Concat: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    guard let shape = shapes.first, !shape.isEmpty else {
      throw .arguments("\(call.op): tensors of at least 1 dim are required, given are \(shapes)")
    }
    let axis = try call.axis(try call.int("axis"), of: shape.count)
    for other in shapes {
      var fitted = other
      if axis < fitted.count { fitted[axis] = shape[axis] }
      guard fitted == shape else {
        throw .shape(
          "\(call.op): the tensors' shapes must be equal but in dim \(axis), they are \(shapes)")
      }
    }
    return AxisMap.pieces(
      of: shape, at: axis, shapes.map { $0[axis] }, inParts: call.isCutInParts(axis)
    ).reversed()
  }
}

extension AxisMap {
  /// The map of cutting a tensor of `shape` along a dim into pieces of these sizes.
  ///
  /// The dim is whole, unless one piece has all of it: then it is that piece's too.
  ///
  /// - Parameter inParts: whether a mesh dim that cuts all pieces may cut the dim inside of each of them, as it can where
  ///   they are equally long.
  static func pieces(of shape: [Int], at axis: Int, _ sizes: [Int], inParts: Bool = false)
    -> AxisMap
  {
    if inParts, let size = sizes.first, size > 0, sizes.count > 1,
      sizes.allSatisfy({ $0 == size })
    {
      return equalPieces(of: shape, at: axis, size, sizes.count)
    }
    let letters = Axis.letters(shape.count + sizes.count)
    let filled = sizes.indices.filter { sizes[$0] > 0 }
    let heir = filled.count > 1 ? nil : filled.first ?? sizes.startIndex
    var axes = zip(letters, shape).map { Axis($0, $1) }
    axes[axis].size = sizes.reduce(0, +)
    if heir == nil { axes[axis].kind = .whole }
    var pieces: [[[Int]]] = []
    for (piece, size) in sizes.enumerated() {
      var own = axis
      if piece != heir {
        own = axes.count
        axes.append(Axis(letters[own], size, .whole))
      }
      pieces.append(shape.indices.map { [$0 == axis ? own : $0] })
    }
    return AxisMap(
      axes: axes, inputs: [shape.indices.map { [$0] }], outputs: pieces,
      flows: Flow.copies(outputs: sizes.count))
  }

  /// A dim of `count` pieces, one after the other: an axis over these, which is whole, and one over the indices of each.
  private static func equalPieces(of shape: [Int], at axis: Int, _ size: Int, _ count: Int)
    -> AxisMap
  {
    let letters = Axis.letters(shape.count + 1)
    var axes = zip(letters, shape).map { Axis($0, $1) }
    axes[axis].size = size
    axes.append(Axis(letters[shape.count], count, .whole))
    let piece = shape.indices.map { [$0] }
    return AxisMap(
      axes: axes, inputs: [shape.indices.map { $0 == axis ? [shape.count, $0] : [$0] }],
      outputs: [[[Int]]](repeating: piece, count: count), flows: Flow.copies(outputs: count))
  }

  /// The same with the outputs as inputs.
  func reversed() -> AxisMap {
    var map = AxisMap(
      axes: axes, inputs: outputs, outputs: inputs,
      flows: flows.map { Flow($0.outputs, to: $0.inputs) })
    map.windows = windows
    return map
  }
}
