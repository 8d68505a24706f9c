import Elements
import MPI

/// Bytes to send, receive and compare.
struct Buffer: Equatable {
  var bytes: [UInt8]

  init(zeros count: Int) { bytes = [UInt8](repeating: 0, count: count) }

  init<T: BitwiseCopyable>(_ values: [T]) {
    bytes = unsafe values.withUnsafeBytes { unsafe Array($0) }
  }

  /// Bytes that tell who wrote them, and where.
  init(pattern seed: Int, count: Int) {
    bytes = (0..<count).map { UInt8(truncatingIfNeeded: 37 * seed + 11 * $0 + 5) }
  }

  func values<T: BitwiseCopyable>(as: T.Type) -> [T] {
    unsafe bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<T>.stride).map {
        unsafe raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.stride, as: T.self)
      }
    }
  }

  func read<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
    try unsafe body(bytes.span.bytes)
  }

  mutating func write<R>(_ body: (inout MutableRawSpan) throws -> R) rethrows -> R {
    var elements = bytes.mutableSpan
    var raw = unsafe elements.mutableBytes
    return try body(&raw)
  }
}

/// Calls with the bytes of one buffer to send, and of another to receive into.
func move<R>(
  _ send: Buffer, _ receive: inout Buffer, _ body: (RawSpan, inout MutableRawSpan) throws -> R
) rethrows -> R {
  var elements = receive.bytes.mutableSpan
  var raw = unsafe elements.mutableBytes
  return try unsafe body(send.bytes.span.bytes, &raw)
}
