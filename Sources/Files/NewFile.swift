import Glibc

/// A file that is being written: it appears under its name when it is complete, or not at all.
///
/// Every file that this package writes goes this way. The contents go to a `PartFile` in the same folder,
/// which then takes the name.
package struct NewFile {
  private let descriptor: Int32

  /// Lets `body` write the contents of `path`.
  ///
  /// A file that is there already is replaced when the new one is complete and on the disk, so that a
  /// failure leaves it as it was; it keeps its permissions. Where `path` is a link, the file that it leads
  /// to is replaced, and the link stays. What is no plain file (a pipe, a device, `/dev/stdout`) is
  /// written to as it is.
  package static func write(
    to path: String, _ body: (NewFile) throws(FileError.Problem) -> Void
  ) throws(FileError.Problem) {
    switch try WrittenPlace(path) {
    case .asItIs(let open):
      let descriptor =
        if let open {
          try checked("dup") { fcntl(open, F_DUPFD_CLOEXEC, 0) }
        } else {
          try checked("open") { unsafe Glibc.open(path, O_WRONLY | O_CLOEXEC) }
        }
      do throws(FileError.Problem) {
        try body(NewFile(descriptor: descriptor))
      } catch {
        _ = close(descriptor)
        throw error
      }
      // Linux frees the descriptor also where it reports an error, which may be a late one of `write`.
      if close(descriptor) != 0 { throw .system(call: "close", code: errno) }
    case .file(let target, let replaced):
      let part = try PartFile(beside: target)
      do throws(FileError.Problem) {
        try body(NewFile(descriptor: part.descriptor))
        try part.take(target, like: replaced)
      } catch {
        part.discard()
        throw error
      }
    }
  }

  /// Checks, before the work begins, that `path` can be written. Changes nothing that is there.
  package static func check(_ path: String) throws(FileError) {
    try FileError.naming(path) { () throws(FileError.Problem) in
      switch try WrittenPlace(path) {
      case .asItIs(nil):
        _ = try checked("open") { unsafe access(path, W_OK) }
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
          throw .system(call: "open", code: EISDIR)
        }
      case .asItIs: break
      case .file(let target, _): try PartFile(beside: target).discard()
      }
    }
  }

  /// Makes `text` the contents of `path`.
  package static func write(_ text: String, to path: String) throws(FileError) {
    try FileError.naming(path) { () throws(FileError.Problem) in
      try write(to: path) { (file) throws(FileError.Problem) in
        try unsafe file.append(Array(text.utf8).span.bytes)
      }
    }
  }

  /// Writes all of `bytes` after those before.
  package func append(_ bytes: RawSpan) throws(FileError.Problem) {
    try writeAll(bytes, to: descriptor)
  }
}
