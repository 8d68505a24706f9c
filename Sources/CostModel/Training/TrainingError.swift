import Elements

/// What is wrong with a training step that is asked for.
package struct TrainingError: ClassifiedError, Hashable, Sendable {
  /// Names the option, the requirement, and the given value.
  package let description: String

  package init(_ description: String) { self.description = description }

  /// A step that cannot be is a mistake of the call.
  package var kind: TesseraError.Kind { .usage }
}
