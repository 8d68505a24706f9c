/// What a step asks of the rank that has the most to do: all that its price depends on.
///
/// It is found from the placements, not by enumerating ranks, so that a plan for a large mesh is
/// priced as fast as one for a small one.
package struct StepLoad: Hashable, Sendable {
  /// The collective that carries the step out.
  package var collective: Collective
  /// The ranks of one of the groups in which the step runs, in the collective's order.
  package var group: [Int]
  /// How many other ranks a rank receives from.
  package var peers: Int
  /// Bytes that a rank receives from others.
  package var received: Int
  /// Bytes that a rank sends to others.
  package var sent: Int
  /// Bytes copied between shards and staging.
  package var packed: Int
  /// Bytes of contributions that folds read.
  package var folded: Int
  /// Bytes that a rank copies from its old shard to its new one.
  package var copied: Int
  /// How what is folded can be cut; nil if nothing is.
  package var fold: FoldOrder?

  /// The bytes that a rank reads and writes, about: whether they find room in its caches.
  var touched: Double {
    2 * max(Double(received) + Double(copied), Double(packed)) + Double(folded)
  }

  /// How many of the ranks of a domain touch so much, of those that act at the same time: those that
  /// receive.
  func acting(of neighbours: Int) -> Double {
    switch collective {
    case .gather, .reduce: 1
    case .scatter, .broadcast: Double(max(1, neighbours - 1))
    case .sendReceive: max(1, Double(neighbours) / 2)
    case .local, .allGather, .allToAll, .allReduce, .reduceScatter: Double(neighbours)
    }
  }

  /// A load whose numbers are those of the busiest rank, in bytes; `peers` counts ranks.
  package init(
    collective: Collective, group: [Int], peers: Int, received: Int, sent: Int, packed: Int = 0,
    folded: Int = 0, copied: Int = 0, fold: FoldOrder? = nil
  ) {
    self.collective = collective
    self.group = group
    self.peers = peers
    self.received = received
    self.sent = sent
    self.packed = packed
    self.folded = folded
    self.copied = copied
    self.fold = fold
  }
}
