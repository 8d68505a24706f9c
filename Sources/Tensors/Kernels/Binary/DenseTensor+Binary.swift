import Elements

/// Operands have one dtype (`DType.promoted(with:)`), and are broadcast to one shape. They may be
/// strided, empty or 0-D. Results are new and contiguous. O(elements of the result).
extension DenseTensor {
  /// `op` of each two elements; the dtype is `op.computedDType(for: dtype)`, which must exist.
  public func elementwise(_ op: BinaryOp, _ other: DenseTensor) -> DenseTensor {
    guard dtype == other.dtype, let computed = op.computedDType(for: dtype) else {
      preconditionFailure("\(op) is not defined on \(dtype) and \(other.dtype)")
    }
    let shape = Self.broadcast(self, other, for: op.rawValue)
    let result = DenseTensor(shape: shape, dtype: computed)
    guard !result.isEmpty else { return result }
    let first = converted(to: computed).expanded(to: shape)
    let second = other.converted(to: computed).expanded(to: shape)
    let kernel = BinaryKernel(op: op, first: first, second: second, result: result)
    if result.isWorthParts { kernel.runInParts() } else { withElementType(computed, kernel) }
    return result
  }

  /// The comparison of each two elements; bool.
  public func compared(_ op: ComparisonOp, _ other: DenseTensor) -> DenseTensor {
    precondition(
      dtype == other.dtype && (dtype.kind != .complex || op == .equal || op == .notEqual),
      "\(op) is not defined on \(dtype) and \(other.dtype)")
    let shape = Self.broadcast(self, other, for: op.rawValue)
    let result = DenseTensor(shape: shape, dtype: .bool)
    guard !result.isEmpty else { return result }
    let kernel = ComparisonKernel(
      op: op, first: expanded(to: shape), second: other.expanded(to: shape), result: result)
    if result.isWorthParts { kernel.runInParts() } else { withElementType(dtype, kernel) }
    return result
  }

  /// Logic on the truths of each two elements; bool. The operands' dtypes may differ.
  public func logical(_ op: LogicalOp, _ other: DenseTensor) -> DenseTensor {
    let (first, second) = (converted(to: .bool), other.converted(to: .bool))
    switch op {
    case .and: return first.elementwise(.bitwiseAnd, second)
    case .or: return first.elementwise(.bitwiseOr, second)
    case .xor: return first.elementwise(.bitwiseXor, second)
    }
  }

  /// The shape that all `shapes` expand to, aligned at their last dims: extents agree or are 1; nil
  /// where they do not.
  public static func broadcastShape(_ shapes: [Int]...) -> [Int]? { broadcastShape(shapes) }

  static func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    var result = [Int](repeating: 1, count: shapes.map(\.count).max() ?? 0)
    for shape in shapes {
      for (dim, extent) in zip(result.indices.suffix(shape.count), shape) where extent != 1 {
        if result[dim] != 1, result[dim] != extent { return nil }
        result[dim] = extent
      }
    }
    return result
  }

  /// The same of shapes that are known to broadcast.
  static func commonShape(_ shapes: [[Int]]) -> [Int] {
    guard let shape = broadcastShape(shapes) else {
      preconditionFailure("the shapes \(shapes) do not broadcast")
    }
    return shape
  }

  private static func broadcast(
    _ first: DenseTensor, _ second: DenseTensor, for name: String
  ) -> [Int] {
    if first.shape == second.shape { return first.shape }
    guard let shape = broadcastShape(first.shape, second.shape) else {
      preconditionFailure(
        "\(name) of shapes that do not broadcast: \(first.shape), \(second.shape)")
    }
    return shape
  }
}
