/// What a rank's memory holds.
public enum MemoryKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Parameters.
  case weights
  /// Gradients, those of activations among them.
  case gradients
  /// What the optimiser keeps of each parameter.
  case optimiser
  /// Inputs, and what the forward pass makes.
  case activations
  /// Gathered weights, and what reshards hold beside source and target.
  case buffers
}

/// What a rank holds at a time.
public struct MemoryPoint: Hashable, Sendable, Codable {
  /// Seconds from the beginning of the step.
  public let time: Double
  /// Bytes by kind, in the order of `MemoryKind.allCases`.
  public let bytes: [Int]

  /// All of it.
  public var total: Int { bytes.reduce(0, +) }

  /// The bytes of a kind.
  public func bytes(of kind: MemoryKind) -> Int {
    MemoryKind.allCases.firstIndex(of: kind).map { bytes[$0] } ?? 0
  }
}
