import Glibc

/// A plain file mapped into memory, read-only.
///
/// A byte is read from disk when it is first touched, so that many ranks can open one large file and
/// each pays only for its shard. The mapping ends when the last reference does.
///
/// A file that another process cuts short while it is mapped ends this process at the first touch of
/// the missing bytes, as the system has it. `checkUnchanged()` finds most such cases before.
@safe
public final class MappedFile {
  /// The path of the file.
  public let path: String
  /// The length of the file.
  public let byteCount: Int
  /// nil for an empty file, which cannot be mapped.
  package let base: UnsafeRawPointer?
  private let descriptor: Int32

  /// Opens and maps `path`.
  ///
  /// Throws if the file is missing, unreadable, or no plain file. Touches none of its bytes.
  public init(_ path: String) throws(FileError) {
    self.path = path
    (descriptor, byteCount, unsafe base) = try unsafe FileError.naming(path) {
      () throws(FileError.Problem) in
      // Without O_NONBLOCK the opening of a pipe would wait for a writer.
      if path.isEmpty { throw .unnamed }
      let descriptor = try checked("open") { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
      do throws(FileError.Problem) {
        let byteCount = try sizeOfPlainFile(descriptor)
        return unsafe (descriptor, byteCount, try mapped(descriptor, byteCount))
      } catch {
        _ = close(descriptor)
        throw error
      }
    }
  }

  deinit {
    if let base = unsafe base { unsafe munmap(UnsafeMutableRawPointer(mutating: base), byteCount) }
    close(descriptor)
  }

  /// Calls `body` with the file's bytes, or those of `range`.
  public func withBytes<Result, Failure: Error>(
    _ range: Range<Int>? = nil, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = range ?? 0..<byteCount
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount,
      "bytes \(range) of the \(byteCount) of \(path)")
    let whole = unsafe UnsafeRawBufferPointer(start: base, count: byteCount)
    return try body(unsafe whole.bytes.extracting(range))
  }

  /// Copies the bytes from `start` on into `target`, without mapping their pages.
  ///
  /// - Throws: where the file has become shorter since it was opened.
  package func read(from start: Int, into target: inout MutableRawSpan) throws(FileError) {
    let descriptor = descriptor
    let count = target.byteCount
    let done = try FileError.naming(path) { () throws(FileError.Problem) in
      try unsafe target.withUnsafeMutableBytes { (bytes) throws(FileError.Problem) in
        var done = 0
        while done < count {
          // Linux reads at most 2 GiB in one call.
          let read = try checked("read") {
            unsafe pread(
              descriptor, bytes.baseAddress! + done, min(count - done, 1 << 30), start + done)
          }
          if read == 0 { break }
          done += read
        }
        return done
      }
    }
    if done < count {
      throw FileError(path: path, problem: .shrunk(opened: byteCount, now: start + done))
    }
  }

  /// Throws if the file has become shorter since it was opened.
  public func checkUnchanged() throws(FileError) {
    let now = try FileError.naming(path) { () throws(FileError.Problem) in
      try sizeOfPlainFile(descriptor)
    }
    if now < byteCount {
      throw FileError(path: path, problem: .shrunk(opened: byteCount, now: now))
    }
  }
}

private func sizeOfPlainFile(_ descriptor: Int32) throws(FileError.Problem) -> Int {
  var status = stat()
  _ = try checked("fstat") { unsafe fstat(descriptor, &status) }
  let kind =
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil as String?
    case S_IFDIR: isZarrStore(descriptor) ? "a zarr store: save the array as .npy" : "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  if let kind { throw .notAPlainFile(kind: kind) }
  return status.st_size
}

/// Whether a directory has the metadata of a zarr array or group, of version 2 or 3.
private func isZarrStore(_ directory: Int32) -> Bool {
  [".zarray", ".zgroup", "zarr.json"].contains { (name: String) in
    unsafe faccessat(directory, name, F_OK, 0) == 0
  }
}

private func mapped(
  _ descriptor: Int32, _ byteCount: Int
) throws(FileError.Problem) -> UnsafeRawPointer? {
  if byteCount == 0 { return nil }
  let address = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
  if unsafe address == MAP_FAILED { throw .system(call: "mmap", code: errno) }
  return UnsafeRawPointer(address)
}
