import Sharding

/// A tensor cut along a dim into pieces: `ad->ab,ac`, by the sizes in `sections`, of which one may be
/// -1 for what is left, or into `num` equal ones.
///
/// The dim must be whole, unless one piece has all of it. A partial passes to all pieces, and backward
/// the pieces must be partial alike; contradicting shards of the pieces are settled by price.
/// Paddle's `split.cc`, which reduces partials and throws on a contradiction.
enum Split: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (shape, axis) = try call.cut()
    let given = try call.ints("sections")
    let open = given.indices.filter { given[$0] == -1 }
    let rest = shape[axis] - given.reduce(0) { $1 == -1 ? $0 : $0 + $1 }
    var sizes = given
    if let place = open.first { sizes[place] = rest }
    guard open.count <= 1, !sizes.isEmpty, sizes.allSatisfy({ $0 >= 0 }),
      sizes.reduce(0, +) == shape[axis]
    else {
      throw .attribute(
        "\(call.op): attribute 'sections' must sum to the \(shape[axis]) of dim \(axis), with one "
          + "-1 at most, it is \(given)")
    }
    return .pieces(of: shape, at: axis, sizes, inParts: call.isCutInParts(axis))
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  {
    let (_, axis) = try call.cut()
    var attributes = call.attributes
    attributes["sections"] = .ints(outputs.map { $0.sizes[axis] })
    return attributes
  }
}

/// `Split` into `num` pieces of one size.
enum SplitWithNum: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (shape, axis) = try call.cut()
    let count = try call.int("num")
    guard (1...Limits.outputs).contains(count), shape[axis] % count == 0 else {
      throw .attribute(
        "\(call.op): attribute 'num' must divide the \(shape[axis]) of dim \(axis), it is \(count)"
      )
    }
    return .pieces(
      of: shape, at: axis, [Int](repeating: shape[axis] / count, count: count),
      inParts: call.isCutInParts(axis))
  }
}

extension RuleCall {
  /// Whether a tensor is cut into parts along a dim.
  func isCutInParts(_ dim: Int) -> Bool {
    (inputs + outputs).flatMap(\.elements).contains { tensor in
      tensor.attr.cutters(of: dim).contains {
        if case .parts = tensor.attr.pieces[$0] { true } else { false }
      }
    }
  }

  /// The shape that is cut, and along which dim.
  fileprivate func cut() throws(RuleError) -> (shape: [Int], axis: Int) {
    let shape = try shape(0)
    guard !shape.isEmpty else {
      throw .shape("\(op): a tensor of at least 1 dim is required, it is 0-D")
    }
    return (shape, try axis(try int("axis"), of: shape.count))
  }
}
