/// A fold of this many values, each of which may be a fold itself.
public struct FoldLevel: Hashable, Sendable {
  /// The reduction that folds the contributions.
  public let op: ReduceOp
  /// How many contributions are folded.
  public let count: Int

  /// A fold of `count` contributions by `op`.
  public init(_ op: ReduceOp, _ count: Int) { (self.op, self.count) = (op, count) }
}
