import Glibc

/// A file that is written under a temporary name, and gets its own when it is on the disk.
package struct StagedFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// Small parts, which are written together.
  private var waiting: [UInt8] = []
  package static let suffix = ".part"
  private static let pieceBytes = 8 << 20
  private static let smallBytes = 64 << 10

  /// Makes the file under its temporary name, which nothing may have.
  package init(_ path: String) throws(FileError.Problem) {
    self.path = path
    let temporary = path + Self.suffix
    descriptor = try DiskChange.make("open") {
      unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    }
  }

  /// Adds bytes; `note` hears of them.
  package mutating func append(
    _ bytes: RawSpan, note: (Int) -> Void = { _ in }
  ) throws(FileError.Problem) {
    if bytes.byteCount <= Self.smallBytes {
      waiting += bytes.prefix(bytes.byteCount)
      note(bytes.byteCount)
      if waiting.count > Self.smallBytes { try flush() }
      return
    }
    try flush()
    try write(bytes, note: note)
  }

  private mutating func flush() throws(FileError.Problem) {
    try unsafe write(waiting.span.bytes) { _ in }
    waiting.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: RawSpan, note: (Int) -> Void) throws(FileError.Problem) {
    var done = 0
    while done < bytes.byteCount {
      let piece = bytes.extracting(done..<min(bytes.byteCount, done + Self.pieceBytes))
      let written = try DiskChange.make("write") {
        unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      }
      done += written
      note(written)
    }
  }

  /// Syncs the file, and gives it its name.
  package mutating func finish() throws(FileError.Problem) {
    try flush()
    try DiskChange.sync(descriptor)
    try DiskChange.rename(path + Self.suffix, to: path)
  }

  deinit { _ = close(descriptor) }
}
