import Elements

/// An exchange through the memory of one host that cannot go on, because of another rank.
public struct SharedMemoryError: Error, Hashable, Sendable {
  /// Names the rank, the requirement, and the action of the rank.
  public let message: String
}

extension SharedMemoryError: ClassifiedError {
  /// What went wrong, in general; it decides the exit code.
  public var kind: TesseraError.Kind { .software }

  /// The message, which is one line.
  public var description: String { message }
}
