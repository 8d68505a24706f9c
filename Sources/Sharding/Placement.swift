import Elements

/// What one mesh dim does to a tensor.
public enum Placement: Hashable, Sendable {
  /// The tensor dim of this index is cut over the mesh dim's ranks.
  case shard(Int)
  /// Every rank of the group holds the same.
  case replicate
  /// The value is the fold of the group's local values.
  case partial(ReduceOp)
}

extension Placement {
  /// The tensor dim that is cut; nil where none is.
  public var shardDim: Int? {
    if case .shard(let dim) = self { dim } else { nil }
  }

  /// The op of a partial placement; nil of the others.
  public var reduceOp: ReduceOp? {
    if case .partial(let op) = self { op } else { nil }
  }
}

extension Placement: CustomStringConvertible {
  /// The notation: `S(0)`, `R`, `P(sum)`.
  public var description: String {
    switch self {
    case .shard(let dim): "S(\(dim))"
    case .replicate: "R"
    case .partial(let op): "P(\(op))"
    }
  }
}
