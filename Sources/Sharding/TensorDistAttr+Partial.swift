import Elements

extension TensorDistAttr {
  /// What the rank at `coordinate` holds when a known value becomes partial: nil for the value
  /// itself, or the op whose identity it holds instead.
  ///
  /// Coordinate 0 keeps the value and the others hold the identity; with the ops for which a group
  /// may hold copies (`max min any all avg`) every coordinate keeps it. Mesh dims become partial
  /// from the first to the last, so that folding from the last to the first gives the value back.
  public func identity(at coordinate: [Int]) -> ReduceOp? {
    for dim in partialDims.reversed() where coordinate[dim] != 0 {
      if let op = placements[dim].reduceOp, !op.isIdempotent, op.hasIdentity { return op }
    }
    return nil
  }
}
