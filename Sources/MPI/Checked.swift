internal import CMPI

/// The one door of every MPI call: counts it, and throws where its status is not success.
func checked(
  _ call: String, _ status: Int32, _ detail: @autoclosure () -> String = ""
) throws(MPIError) {
  CallLog.add(call)
  if status != MPI_SUCCESS { throw MPIError(call: call, code: status, detail: detail()) }
}

/// Throws where `condition` does not hold: the binding's own checks of arguments and results.
func require(
  _ condition: Bool, _ call: String, _ errorClass: ErrorClass,
  _ detail: @autoclosure () -> String
) throws(MPIError) {
  if !condition { throw MPIError(call: call, errorClass, detail()) }
}

extension MPIRuntime {
  /// How often each MPI function was called since the start or the last `resetCalls()`, by its name
  /// in the standard (`"MPI_Allgatherv": 3`). Inquiries that move nothing are not all counted.
  public static var calls: [String: Int] { CallLog.calls }

  /// Forgets the calls counted so far.
  public static func resetCalls() { CallLog.reset() }
}
