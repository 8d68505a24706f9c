import Forecasts

/// Placements of all values of a program, and what the search knows of them.
public struct PlacementChoice: Hashable, Sendable, Codable {
  /// Where a value lies.
  public struct Entry: Hashable, Sendable, Codable {
    /// Its name.
    public let value: String
    /// In the notation.
    public let placements: String
  }

  /// Of all values that are no constants, in the program's order.
  public let entries: [Entry]
  /// The seconds of kernels and reshards, one after the other, as the search counts them.
  public let seconds: Double
  /// The bytes that all ranks receive, as the search counts them.
  public let receivedBytes: Double
  /// What a rank holds, as the search counts it: parameters, gradients, states, and what is kept for the backward pass.
  public let memoryBytes: Double
  /// By which part of what was minimised it may be above the best; 0 where it is the best.
  public let gap: Double
  /// What a byte of memory is worth, in what was minimised; 0 where memory does not bind.
  public let multiplier: Double
  /// How many variables were chosen: of ops, and of values.
  public let variables: Int
  /// How many pairs of them cost together.
  public let pairs: Int
}

/// Placements of a program by some plan, and what a step of it takes.
public struct PlacementCandidate: Hashable, Sendable, Codable {
  /// Whose plan it is.
  public let name: String
  /// The mesh, in the notation of `--mesh`.
  public let mesh: String
  /// How many stages of a pipeline lie on it.
  public let stages: Int
  /// The seconds of a step.
  public let stepSeconds: Double
  /// What all ranks receive in a step.
  public let receivedBytes: Int
  /// The most that any rank holds.
  public let peakBytesPerRank: Int
  /// Whether it keeps to the memory limit.
  public let fits: Bool
  /// Where its time goes.
  public let seconds: ProgramForecast.Parts

  package init(_ name: String, mesh: String, _ forecast: ProgramForecast, limit: Int) {
    (self.name, self.mesh) = (name, mesh)
    stages = forecast.memory.count
    stepSeconds = forecast.stepSeconds
    receivedBytes = forecast.receivedBytes
    peakBytesPerRank = forecast.peakBytesPerRank
    fits = forecast.peakBytesPerRank <= limit
    seconds = forecast.seconds
  }
}
