import Sharding

extension AxisMap {
  /// The map of one tensor that is folded over `dims`: `ab->a`, or `ab->a1` with `keepDims`.
  ///
  /// - Parameters:
  ///   - shape: the tensor's.
  ///   - dims: those that are folded.
  ///   - kind: what the folded axes are: `.reduced` with the partial that a shard of them leaves, or
  ///     `.whole` where no fold of the shards' results gives the result.
  ///   - keepDims: whether they stay, of extent 1.
  ///   - passing: the partials that pass unchanged, since the op and their fold may be swapped.
  package static func reduction(
    _ shape: [Int], over dims: Set<Int>, _ kind: Axis.Kind, keepDims: Bool,
    passing: [ReduceOp] = []
  ) -> AxisMap {
    let axes = zip(Axis.letters(shape.count), shape.indices).map { name, dim in
      Axis(name, shape[dim], dims.contains(dim) ? kind : .free)
    }
    let output = shape.indices.compactMap { dim -> [Int]? in
      dims.contains(dim) ? (keepDims ? [] : nil) : [dim]
    }
    return AxisMap(
      axes: axes, inputs: [shape.indices.map { [$0] }], outputs: [output],
      flows: passing.map { Flow([.partial($0)], to: [.partial($0)]) })
  }

  /// The map of an op that works along `whole` dims of tensors of one shape, each row by itself:
  /// `ab!->ab!`.
  package static func rows(
    _ shape: [Int], whole dims: Set<Int>, inputs: Int = 1, outputs: Int = 1, flows: [Flow] = []
  ) -> AxisMap {
    let axes = zip(Axis.letters(shape.count), shape.indices).map { name, dim in
      Axis(name, shape[dim], dims.contains(dim) ? .whole : .free)
    }
    let tensor = shape.indices.map { [$0] }
    return AxisMap(
      axes: axes, inputs: [[[Int]]](repeating: tensor, count: inputs),
      outputs: [[[Int]]](repeating: tensor, count: outputs), flows: flows)
  }
}

extension RuleCall {
  /// The dims that a list of axes names; all of them where the list is empty.
  ///
  /// - Throws: `.attribute` if an axis is beyond the tensor's dims, or named twice.
  package func dims(_ name: String = "axis", of ndim: Int) throws(RuleError) -> Set<Int> {
    let listed = try ints(name)
    if listed.isEmpty { return Set(0..<ndim) }
    var dims: Set<Int> = []
    for entry in listed {
      guard dims.insert(try axis(entry, of: ndim, named: name)).inserted else {
        throw .attribute(
          "\(op): attribute '\(name)' must name each axis once, it is \(listed) for a tensor of "
            + "\(ndim) dims")
      }
    }
    return ndim == 0 ? [] : dims
  }

  /// The dim that an axis names, as a set; none of a 0-D tensor.
  package func dim(_ name: String = "axis", of ndim: Int) throws(RuleError) -> Set<Int> {
    let dim = try axis(try int(name), of: ndim, named: name)
    return ndim == 0 ? [] : [dim]
  }
}
