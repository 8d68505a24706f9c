import Sharding

extension RuleCall {
  /// The map of a gradient that puts a row's values back to the places that `indices` name: three
  /// inputs of one shape, the one at `shapeOnly` unread, the last the gradient.
  func rowGradient(shapeOnly: Int) throws(RuleError) -> AxisMap {
    try require(inputs: 3...3)
    let shapes = [try shape(0), try shape(1), try shape(2)]
    guard shapes[1] == shapes[0], shapes[2] == shapes[0] else {
      throw .shape("\(op): x, indices and gradient must have one shape, they have \(shapes)")
    }
    let linear = [ReduceOp.sum, .avg].map {
      Flow([.replicate, .replicate, .partial($0)], to: [.partial($0)])
    }
    return .rows(
      shapes[0], whole: try dim(of: shapes[0].count), inputs: 3,
      flows: Flow.unread(shapeOnly, of: 3, beside: linear))
  }
}

extension Flow {
  /// The ways in which a gradient of `count` inputs may get the tensor at `index` whose values it
  /// does not read, only its shape: in any partial state, beside each of `flows`.
  ///
  /// All else is replicated, or as the flow wants it.
  static func unread(_ index: Int, of count: Int, beside flows: [Flow]) -> [Flow] {
    let plain = Flow([Placement](repeating: .replicate, count: count), to: [.replicate])
    return flows
      + ([plain] + flows).flatMap { flow in
        ReduceOp.allCases.map { op in
          var inputs = flow.inputs
          inputs[index] = .partial(op)
          return Flow(inputs, to: flow.outputs)
        }
      }
  }
}
