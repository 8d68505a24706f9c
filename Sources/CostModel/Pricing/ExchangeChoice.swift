/// By which ways ranks are to exchange shards.
public enum ExchangeChoice: String, Codable, Hashable, Sendable, CaseIterable {
  /// For each step the way that takes the least time by the cost model.
  case auto
  /// Ranks of one host read each other's shards; what spans hosts goes by MPI as a whole.
  case shared
  /// The same on one host; between hosts only what must cross goes by messages.
  case twoLevel = "two-level"
  /// All by MPI.
  case mpi
}

extension ExchangeChoice {
  /// Its words as they are asked for: `auto, shared, two-level or mpi`.
  public static let words: String = {
    let words = allCases.map(\.rawValue)
    return words.dropLast().joined(separator: ", ") + " or \(words[words.count - 1])"
  }()
}
