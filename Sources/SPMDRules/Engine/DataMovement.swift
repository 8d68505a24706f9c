import Sharding

extension Flow {
  /// Of an op that only copies, selects or reorders elements: it is the same op on each of a
  /// partial's contributions, whatever folds them. All inputs must be folded alike.
  static func copies(inputs: Int = 1, outputs: Int = 1, _ ops: [ReduceOp] = ReduceOp.allCases)
    -> [Flow]
  {
    ops.map { op in
      Flow(
        [Placement](repeating: .partial(op), count: inputs),
        to: [Placement](repeating: .partial(op), count: outputs))
    }
  }
}

extension AxisMap {
  /// The map of the gradient of an op with one input x and one output: of x, which is not read, and
  /// the output's gradient to x's gradient.
  ///
  /// Where the op copied along an axis the gradient sums over it. Otherwise it moves elements, with
  /// zeros where x was not used, and zeros fold to zero by every op.
  func gradientOfMovement() -> AxisMap {
    var map = self
    let used = Set(inputs[0].joined())
    let windowed = Set(windows.map(\.base))
    var sums = false
    for axis in axes.indices
    where axes[axis].kind == .free && !used.contains(axis) && base(of: axis) == axis
      && !windowed.contains(axis)
    {
      map.axes[axis].kind = .reduced(.sum)
      sums = true
    }
    map.inputs = [inputs[0], outputs[0]]
    map.outputs = [inputs[0]]
    let passing: [ReduceOp] = sums ? [.sum, .avg] : ReduceOp.allCases
    let states = [Placement.replicate] + ReduceOp.allCases.map(Placement.partial)
    map.flows = passing.flatMap { op in
      states.map { Flow([$0, .partial(op)], to: [.partial(op)]) }
    }
    map.flows += ReduceOp.allCases.map { Flow([.partial($0), .replicate], to: [.replicate]) }
    return map
  }
}

extension RuleCall {
  /// Distinct axes of a tensor of `ndim` dims, each in 0 ..< ndim.
  ///
  /// - Throws: `.attribute` if one is beyond the range or given twice.
  func distinctAxes(_ axes: [Int], of ndim: Int, named name: String) throws(RuleError) -> [Int] {
    var found: [Int] = []
    for given in axes {
      let axis = try axis(given, of: ndim, named: name)
      guard ndim > 0 else {
        throw .attribute("\(op): attribute '\(name)' must be empty for a 0-D tensor, it is \(axes)")
      }
      guard !found.contains(axis) else {
        throw .attribute("\(op): attribute '\(name)' must not name an axis twice, it is \(axes)")
      }
      found.append(axis)
    }
    return found
  }

  /// The parts of x and of the output that one rank has: forward the first of both, of a gradient
  /// the first two inputs.
  func movement(_ inputs: [Box], _ outputs: [Box]) -> (x: Box, out: Box) {
    (inputs[0], direction == .gradient ? inputs[1] : outputs[0])
  }
}

extension RuleCall {
  /// The map of the gradient of a movement from the map of the movement itself: the call's inputs
  /// are x and the output's gradient.
  func gradientOfMovement(_ axes: (RuleCall) throws(RuleError) -> AxisMap) throws(RuleError)
    -> AxisMap
  {
    try require(inputs: 2...2)
    var forward = self
    forward.inputs = [inputs[0]]
    let map = try axes(forward)
    let (wanted, given) = (map.shape(map.outputs[0]), try shape(1))
    guard wanted == given else {
      throw .shape(
        "\(op): the gradient of an output of shape \(wanted) must have that shape, it has \(given)")
    }
    return map.gradientOfMovement()
  }
}
