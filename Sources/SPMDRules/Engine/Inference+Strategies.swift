import Elements
import Sharding

/// One way to compute an op on a mesh: where its operands and its results lie.
package struct RuleStrategy: Hashable, Sendable {
  /// Of each operand, lists flattened.
  package let inputs: [TensorDistAttr]
  /// Of each result, lists flattened.
  package let outputs: [TensorDistAttr]
}

extension Inference {
  /// All ways to compute an op: along each mesh dim nothing is cut, or an axis of the op is, or partial sums pass
  /// through. Ways in which a cut axis does not divide evenly are left out, and so are those that the op does not
  /// allow.
  ///
  /// - Parameters:
  ///   - call: the op; where its operands lie does not count.
  ///   - inputs: dtypes of the operands, and of the results: what carries no sums is never partial.
  /// - Complexity: O((1 + axes + flows) ^ mesh dims).
  package static func strategies(
    of call: RuleCall, inputs: [DType], outputs: [DType], on mesh: ProcessMesh
  ) throws(RuleError) -> (strategies: [RuleStrategy], axes: AxisMap) {
    let map = try question(call, by: try rule(named: call.op)).map
    let options = mesh.shape.map { ways in
      ways == 1
        ? [Column.none]
        : [Column.none]
          + map.axes.indices.filter { axis in
            map.axes[axis].kind != .whole && map.base(of: axis) == axis
              && map.axes[axis].size % ways == 0 && map.axes[axis].size > 0
          }.map(Column.axis)
          + map.flows.indices.filter { flow in
            (map.flows[flow].inputs + map.flows[flow].outputs).allSatisfy {
              $0 == .replicate || $0 == .partial(.sum)
            }
          }.map(Column.flow)
    }
    var found: [RuleStrategy] = []
    var seen: Set<RuleStrategy> = []
    var choice = [Int](repeating: 0, count: options.count)
    while true {
      let columns = zip(options, choice).map { $0[$1] }
      if let strategy = strategy(columns, map, mesh), carries(strategy, inputs, outputs),
        seen.insert(strategy).inserted
      {
        found.append(strategy)
      }
      guard let next = options.indices.last(where: { choice[$0] + 1 < options[$0].count }) else {
        return (found, map)
      }
      choice[next] += 1
      for later in choice.indices[(next + 1)...] { choice[later] = 0 }
    }
  }

  private static func strategy(_ columns: [Column], _ map: AxisMap, _ mesh: ProcessMesh)
    -> RuleStrategy?
  {
    var cuts = [[Int]](repeating: [], count: map.axes.count)
    for (meshDim, column) in columns.enumerated() {
      if case .axis(let axis) = column { cuts[axis].append(meshDim) }
    }
    for (axis, meshDims) in cuts.enumerated() where meshDims.count > 1 {
      let ways = meshDims.reduce(1) { $0 * mesh.shape[$1] }
      if map.axes[axis].size % ways != 0 { return nil }
    }
    for window in map.windows { cuts[window.axis] = cuts[window.base] }
    let assignment = Assignment(
      columns: columns, cuts: cuts, pieces: [Cut?](repeating: nil, count: columns.count),
      mayStride: [Bool](repeating: false, count: columns.count))
    guard map.isLegal(assignment, on: mesh) else { return nil }
    let attrs = map.tensors.indices.map { map.attr(of: $0, assignment, on: mesh) }
    // Of an op that updates its input the result lies as the input does.
    guard
      map.updates.allSatisfy({ output, input in
        attrs[map.inputs.count + output] == attrs[input]
      })
    else { return nil }
    return RuleStrategy(
      inputs: Array(attrs[..<map.inputs.count]), outputs: Array(attrs[map.inputs.count...]))
  }

  private static func carries(_ strategy: RuleStrategy, _ inputs: [DType], _ outputs: [DType])
    -> Bool
  {
    zip(strategy.inputs + strategy.outputs, inputs + outputs).allSatisfy { attr, dtype in
      attr.placements.allSatisfy { $0.reduceOp.map(dtype.carries) ?? true }
    }
  }
}
