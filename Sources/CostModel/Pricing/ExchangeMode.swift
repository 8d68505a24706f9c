/// How a step was carried out, or is to be.
public enum ExchangeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// By MPI's collectives and messages.
  case mpi
  /// By ranks of one host that read each other's shards.
  case shared
  /// By messages between hosts, of what has to cross, and by reading on each host.
  case twoLevel = "two-level"
}
