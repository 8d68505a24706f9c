/// A fold of so many values, each of which may be a fold itself.
public struct FoldLevel: Hashable, Sendable {
  public let op: ReduceOp
  public let count: Int

  public init(_ op: ReduceOp, _ count: Int) { (self.op, self.count) = (op, count) }
}
