/// What a step of a plan does on the network, by the field's names.
public enum Collective: String, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing: every rank makes its new shard from its old one.
  case local
  /// Each rank of a group gets the blocks of all others (MPI-3.1, 5.7).
  case allGather = "all-gather"
  /// Each rank of a group gets another block from each other (MPI-3.1, 5.8).
  case allToAll = "all-to-all"
  /// Each rank gets the fold of all: a reduce-scatter of flat segments, then their all-gather.
  case allReduce = "all-reduce"
  /// Each rank gets the fold of its block: an all-to-all of blocks, folded in rank order.
  case reduceScatter = "reduce-scatter"
  /// Messages between pairs of ranks (MPI-3.1, 3.7).
  case sendReceive = "send-receive"
  /// One rank gets the blocks of all others (MPI-3.1, 5.5).
  case gather
  /// One rank gets the fold of all: a gather, folded in rank order.
  case reduce
  /// One rank gives each other its block (MPI-3.1, 5.6).
  case scatter
  /// One rank gives all others the same (MPI-3.1, 5.4).
  case broadcast
}

extension Collective: CustomStringConvertible {
  /// The name, as the notation and reports spell it.
  public var description: String { rawValue }
}
