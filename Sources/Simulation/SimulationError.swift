import Elements

/// Why a plan cannot be simulated.
public enum SimulationError: Error, Hashable, Sendable {
  /// No ranks are alike, and there are more messages than can be looked at one by one.
  case tooLarge(ranks: Int, limit: Int)
  /// The plan has a rank that the topology has no place for.
  case outside(rank: Int, topology: String, ranks: Int)
}

extension SimulationError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .outside(let rank, let topology, let ranks):
      "topology '\(topology)' has ranks 0 to \(ranks - 1), the plan has rank \(rank)"
    case .tooLarge(let ranks, let limit):
      "simulation of \(ranks) ranks: at most \(limit) messages and ranks that are not alike can be "
        + "looked at, there are more; even cuts on one mesh of consecutive ranks make them alike"
    }
  }
}

extension SimulationError: ClassifiedError {
  /// What went wrong, in general; it decides the exit code.
  public var kind: TesseraError.Kind { .data }
}
