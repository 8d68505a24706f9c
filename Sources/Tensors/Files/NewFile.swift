import Glibc

/// A file that is being written: it appears under its name when it is complete, or not at all.
struct NewFile {
  private let descriptor: Int32

  /// Lets `body` write the contents of `path`.
  ///
  /// They go to a file beside it, which then takes its place. What is no plain file (a pipe, a
  /// device, a link) is written to as it is.
  static func write(
    to path: String, _ body: (NewFile) throws(FileError.Problem) -> Void
  ) throws(FileError.Problem) {
    var status = stat()
    let exists = unsafe lstat(path, &status) == 0
    let replaces = !exists || status.st_mode & S_IFMT == S_IFREG
    let target = replaces ? "\(path).\(getpid()).part" : path
    let descriptor = try checked("open") {
      unsafe open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    do throws(FileError.Problem) {
      do throws(FileError.Problem) {
        try body(NewFile(descriptor: descriptor))
      } catch {
        _ = close(descriptor)
        throw error
      }
      // Linux frees the descriptor also where it reports an error, which may be a late one of `write`.
      if close(descriptor) != 0 { throw .system(call: "close", code: errno) }
      if replaces { _ = try checked("rename") { unsafe rename(target, path) } }
    } catch {
      if replaces { unsafe unlink(target) }
      throw error
    }
  }

  /// Writes all of `bytes` after those before.
  func append(_ bytes: RawSpan) throws(FileError.Problem) {
    var written = 0
    while written < bytes.byteCount {
      // Linux writes at most 2 GiB in one call.
      let piece = bytes.extracting(written..<min(bytes.byteCount, written + 1 << 30))
      written += try checked("write") {
        unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      }
    }
  }
}
