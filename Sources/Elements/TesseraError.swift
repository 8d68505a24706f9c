/// What went wrong, in one message, with the exit code of its kind.
public struct TesseraError: Error, Hashable, Sendable {
  /// Whose fault it is; the raw value is the exit code (sysexits).
  public enum Kind: Int32, Codable, Sendable {
    /// The call itself is wrong.
    case usage = 64
    /// The input does not fit: a file, a mesh, a placement.
    case data = 65
    /// The machine or the job lacks something.
    case environment = 69
    /// A result is wrong: a mistake in Tessera itself.
    case software = 70
  }

  /// What went wrong, in general; it decides the exit code.
  public let kind: Kind
  /// Names the object, the requirement, and the given value.
  public let message: String
  /// Whether every rank of the job throws the same, so that one of them tells it.
  public var isShared = false
  /// Whether the exit code says all that there is to say.
  package var isSilent = false
  /// The rank that tells it, where some ranks throw the same; nil if this one is alone.
  package var speaker: Int?

  /// An error of a kind, with the one line that is printed.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The exit code of a program that ends with this error.
  public var exitCode: Int32 { kind.rawValue }
}

/// An error that knows whose fault it is.
public protocol ClassifiedError: Error, CustomStringConvertible {
  var kind: TesseraError.Kind { get }
}

extension TesseraError {
  /// Any error of this package, or of a user's program, as one of these.
  public init(_ error: any Error) {
    switch error {
    case let error as TesseraError: self = error
    case let error as any ClassifiedError: self.init(error.kind, error.description)
    default: self.init(.software, "\(error)")
    }
  }
}

extension TesseraError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String { message }
}

/// Runs `body`, with its errors as `TesseraError`.
package func translated<R>(_ body: () throws -> R) throws(TesseraError) -> R {
  do { return try body() } catch { throw TesseraError(error) }
}
