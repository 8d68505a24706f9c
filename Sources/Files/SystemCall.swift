import Glibc

/// The one door to the system: a negative result becomes an error with the call's name and reason.
///
/// A call that a signal interrupted is made again.
package func checked<Result: SignedInteger>(
  _ call: String, _ body: () -> Result
) throws(FileError.Problem) -> Result {
  while true {
    let result = body()
    if result >= 0 { return result }
    let code = errno
    if code != EINTR { throw .system(call: call, code: code) }
  }
}

extension FileError.Problem {
  /// The failure of a call with the system's own words for `code`.
  package static func system(call: String, code: Int32) -> Self {
    var text = [CChar](repeating: 0, count: 256)
    let known = unsafe strerror_r(code, &text, text.count) == 0
    let words = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let reason = known ? String(decoding: words, as: UTF8.self) : "error \(code)"
    return .system(call: call, code: code, reason: reason)
  }
}

extension FileError {
  /// Names the file in the problems of `body`.
  package static func naming<Result>(
    _ path: String, _ body: () throws(Problem) -> Result
  ) throws(FileError) -> Result {
    do throws(Problem) { return try body() } catch { throw FileError(path: path, problem: error) }
  }
}

/// Writes all of `bytes` to an open descriptor; waits where it does not take them yet.
package func writeAll(_ bytes: RawSpan, to descriptor: Int32) throws(FileError.Problem) {
  var written = 0
  while written < bytes.byteCount {
    // Linux writes at most 2 GiB in one call.
    let piece = bytes.extracting(written..<min(bytes.byteCount, written + 1 << 30))
    do throws(FileError.Problem) {
      written += try checked("write") {
        unsafe piece.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      }
    } catch .system(_, EAGAIN, _) {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = try checked("poll") { unsafe poll(&wanted, 1, -1) }
    }
  }
}
