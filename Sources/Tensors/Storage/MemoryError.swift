import Elements
import Glibc
import Synchronization

/// The system gives no more memory.
public struct MemoryError: Error, Hashable, Sendable {
  /// What was asked for.
  public let byteCount: Int

  /// Creates the error that the system refuses this many bytes.
  public init(byteCount: Int) { self.byteCount = byteCount }
}

extension MemoryError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    "memory: \(byteCount) B are required at once, the system gives no more"
  }
}

extension MemoryError {
  /// How a process ends whose memory runs out where nothing can be thrown, within a kernel.
  private static let end = Mutex<(@Sendable (MemoryError) -> Never)?>(nil)

  /// Has `body` end the process where memory runs out within a kernel; without it a line on standard error
  /// and exit code 69 do.
  package static func whenFatal(_ body: @escaping @Sendable (MemoryError) -> Never) {
    end.withLock { $0 = body }
  }

  /// Ends the process as `whenFatal` says.
  func fail() -> Never {
    if let body = MemoryError.end.withLock({ $0 }) { body(self) }
    exitForLackOfMemory("error: \(self)\n")
  }
}

private func exitForLackOfMemory(_ line: String) -> Never {
  _ = unsafe write(STDERR_FILENO, line, line.utf8.count)
  exit(69)
}

extension MemoryError: ClassifiedError {
  /// What went wrong, in general; it decides the exit code.
  public var kind: TesseraError.Kind { .environment }
}
