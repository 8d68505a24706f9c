internal import CMPI
import Elements

/// A call of MPI that did not succeed, or that could not be made as asked (MPI 3.1, section 8.3).
///
/// The text is captured where the error is thrown, so that it can be read at any time, also after
/// `MPI_Finalize`.
public struct MPIError: Error, Hashable, Sendable {
  /// The name of the MPI function: `MPI_Allgatherv`.
  public let call: String
  /// What the call returned; the error class where the binding itself found the fault.
  public let code: Int32
  /// The class of the error, as the standard defines it.
  public let errorClass: ErrorClass
  /// MPI's text for the code, then the object, the requirement and the given value, if known.
  public let text: String
}

extension MPIError {
  /// What `call` returned.
  init(call: String, code: Int32, detail: String = "") {
    var found = code
    var text = "error \(code)"
    if MPIRuntime.isStarted && !MPIRuntime.isFinalized {
      _ = unsafe MPI_Error_class(code, &found)
      text = Self.message(of: code) ?? text
    }
    self.init(
      call: call, code: code, errorClass: ErrorClass(rawValue: found),
      text: detail.isEmpty ? text : "\(text): \(detail)")
  }

  /// A fault that the binding found before, or after, the call.
  package init(call: String, _ errorClass: ErrorClass, _ detail: String) {
    self.init(call: call, code: errorClass.rawValue, detail: detail)
  }

  private static func message(of code: Int32) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(MPI_MAX_ERROR_STRING)) {
      text in
      var length: Int32 = 0
      guard let base = text.baseAddress, unsafe MPI_Error_string(code, base, &length) == MPI_SUCCESS
      else { return nil }
      return unsafe String(cString: base)
    }
  }
}

extension MPIError: CustomStringConvertible {
  /// The call, and the library's words.
  public var description: String { "\(call): \(text)" }
}

extension MPIError: ClassifiedError {
  /// What went wrong, in general; it decides the exit code.
  public var kind: TesseraError.Kind { .software }
}
