import Elements

/// The effect of one mesh dim on a tensor.
public enum Placement: Hashable, Sendable {
  /// The ranks along the mesh dim each hold a piece of this tensor dim.
  case shard(Int)
  /// Every rank of the group holds the same values.
  case replicate
  /// The value is the reduction, by this op, of the local values of the group.
  case partial(ReduceOp)
}

extension Placement {
  /// The sharded tensor dim; nil for other placements.
  public var shardDim: Int? {
    if case .shard(let dim) = self { dim } else { nil }
  }

  /// The op of a partial placement; nil for other placements.
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
