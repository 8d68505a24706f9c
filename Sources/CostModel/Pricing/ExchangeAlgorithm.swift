/// How a step is carried out: by which means, and by which messages.
///
/// The cost model chooses it, `plan` and `simulate` tell it, and the executor goes it. Of MPI's collectives
/// the executor names only the collective: which messages the library sends is its own choice, and the
/// algorithms are those that the model takes it to choose.
package struct ExchangeAlgorithm: Hashable, Sendable {
  /// By which messages blocks get to where they are needed.
  package enum Pattern: String, Codable, Hashable, Sendable, CaseIterable {
    /// A message, or a read, for each pair of ranks.
    case direct
    /// Each rank passes on to the next of the group what it has got last.
    case ring
    /// In ⌈lg k⌉ rounds each rank has twice as many blocks.
    case bruck = "Bruck"
    /// In ⌈lg k⌉ rounds twice as many ranks have the block.
    case tree
    /// The root scatters, and the pieces go around a ring.
    case scatterRing = "scatter-ring"
    /// A fold goes from host to host, and back.
    case chain
  }

  /// Which mechanism carries the bytes.
  package let mode: ExchangeMode
  /// The order in which ranks send and receive.
  package let pattern: Pattern
  /// Of an all-reduce that goes as a reduce-scatter and an all-gather: the latter's.
  package let second: Pattern?

  init(_ mode: ExchangeMode, _ pattern: Pattern, then second: Pattern? = nil) {
    (self.mode, self.pattern, self.second) = (mode, pattern, second)
  }
}

extension ExchangeAlgorithm: CustomStringConvertible {
  /// `shared`, `two-level`, `two-level:chain`, `mpi:direct`, `mpi:direct,ring`.
  package var description: String {
    guard mode == .mpi else { return mode.rawValue + (pattern == .chain ? ":chain" : "") }
    return "\(mode.rawValue):\(pattern.rawValue)" + (second.map { ",\($0.rawValue)" } ?? "")
  }
}
