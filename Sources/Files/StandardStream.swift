import Glibc

/// What a process prints to, with the failures that `Swift.print` keeps to itself.
package enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Writes `text` at once, after what was printed before.
  package func write(_ text: String) throws(FileError.Problem) {
    // What cannot be printed must not keep an error from being told.
    do throws(FileError.Problem) { try flush() } catch { if self == .output { throw error } }
    try unsafe writeAll(Array(text.utf8).span.bytes, to: rawValue)
  }

  /// Waits until everything that was printed is written.
  package func flush() throws(FileError.Problem) { _ = try checked("write") { fflush(nil) } }

  /// Flushes, and asks a network file system too, which may tell only at a `close` that a disk is full.
  package func finish() throws(FileError.Problem) {
    try flush()
    let copy = dup(rawValue)
    if copy >= 0 { _ = try checked("close") { close(copy) } }
  }

  /// Makes standard streams that are closed fail, or be silent, instead of being taken for the next file
  /// that is opened, which what is printed would then go into.
  package static func occupyClosed() {
    for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) < 0 {
      // Nothing can be written to what is open for reading.
      _ = unsafe open("/dev/null", descriptor == Self.error.rawValue ? O_WRONLY : O_RDONLY)
    }
  }

  /// Makes a write to a pipe that nobody reads, or to a file beyond the size that the user may give one, an error instead of
  /// the end of the process.
  package static func outliveWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
