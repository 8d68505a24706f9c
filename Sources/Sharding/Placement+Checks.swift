import Elements

extension [Placement] {
  /// Checks that a tensor of a shape and a dtype can lie so. `text` says all of where it lies.
  func require(
    shape: [Int], _ dtype: DType?, in text: @autoclosure () -> String
  ) throws(ShardingError) {
    for placement in self {
      switch placement {
      case .shard(let dim) where dim >= shape.count:
        throw .placement(
          "placement '\(text())': S(\(dim)) needs a tensor of at least \(dim + 1) dims, "
            + "the shape is \(shape)")
      case .partial(let op):
        if let dtype, !dtype.carries(op) {
          throw .placement(
            "placement '\(text())': a tensor of \(dtype) cannot be P(\(op)); it carries "
              + ReduceOp.allCases.filter(dtype.carries).map { "P(\($0))" }.joined(separator: ", "))
        }
      default: break
      }
    }
  }

  /// Checks that the mesh dims that cut one tensor dim have the turns 0, 1, 2, …
  func require(turns: [Int]) throws(ShardingError) {
    // In the order of dims, so that every rank finds the same mistake first.
    for dim in Set(compactMap(\.shardDim)).sorted() {
      let meshDims = indices.filter { self[$0].shardDim == dim }
      let given = meshDims.map { turns[$0] }
      guard given.sorted() == Array<Int>(meshDims.indices) else {
        throw .placement(
          "shard order of tensor dim \(dim): the turns of its \(meshDims.count) mesh dims must be "
            + "\(Array<Int>(meshDims.indices)) in some order, they are \(given)")
      }
    }
  }
}
