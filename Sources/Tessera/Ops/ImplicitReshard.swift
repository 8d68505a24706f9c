/// Whether ops may move their inputs.
enum ImplicitReshard {
  @TaskLocal static var isForbidden = false
}

/// Runs `body`, in which an op that would have to communicate to have its inputs where it wants them
/// throws instead, and says which op wanted what. What moves no byte is still done.
public func forbidImplicitReshard<R>(_ body: () throws -> R) rethrows -> R {
  try ImplicitReshard.$isForbidden.withValue(true, operation: body)
}
