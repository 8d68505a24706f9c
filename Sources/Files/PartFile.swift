import Glibc
import Synchronization

/// The unfinished contents of a file, in the folder where it is going to be.
///
/// Its name, `.tessera-HOST-RANDOM.part`, nobody can guess, and it is opened only if nothing has that name,
/// a link neither. A process that is killed leaves it. While the process lives it holds a lock on it, so
/// that the next process of this user and host that writes into the folder knows what was left, and
/// removes it.
package struct PartFile {
  package let descriptor: Int32
  private let path: String
  private let folder: String

  /// A new, empty one in the folder of `target`.
  package init(beside target: String) throws(FileError.Problem) {
    folder = WrittenPlace.folder(of: target)
    Self.sweepOnce(folder)
    while true {
      let random = String(UInt64.random(in: 0 ... .max), radix: 16)
      let path = "\(folder)/\(Self.prefix)\(random)\(Self.suffix)"
      let descriptor: Int32
      do throws(FileError.Problem) {
        descriptor = try checked("open") {
          unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        }
      } catch .system(_, EEXIST, _) {
        continue
      }
      // Another process may have taken it for one that was left, before it was locked.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        _ = close(descriptor)
        continue
      }
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
        _ = close(descriptor)
        continue
      }
      (self.path, self.descriptor) = (path, descriptor)
      return
    }
  }

  /// Gives the contents the name `target`, with owner and permissions of the file that they replace, once
  /// they are on the disk.
  package func take(_ target: String, like replaced: stat?) throws(FileError.Problem) {
    if let replaced {
      // Who may not give files away keeps them.
      _ = fchown(descriptor, replaced.st_uid, replaced.st_gid)
      _ = try checked("fchmod") { fchmod(descriptor, replaced.st_mode & 0o777) }
    }
    try Self.sync(descriptor)
    _ = try checked("rename") { unsafe rename(path, target) }
    // After `fsync` there is nothing left that `close` could fail on.
    _ = close(descriptor)
    let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { _ = close(directory) }
    try Self.sync(directory)
  }

  /// Removes it.
  package func discard() {
    unsafe unlink(path)
    _ = close(descriptor)
  }

  private static func sync(_ descriptor: Int32) throws(FileError.Problem) {
    do throws(FileError.Problem) {
      _ = try checked("fsync") { fsync(descriptor) }
    } catch .system(_, EINVAL, _) {
      // A file system that has nothing to sync.
    }
  }
}

extension PartFile {
  private static let suffix = ".part"

  /// With the host's name: locks of some network file systems hold within one host only.
  private static let prefix: String = {
    var host = utsname()
    unsafe uname(&host)
    let name = unsafe withUnsafeBytes(of: &host.nodename) { unsafe text(from: $0) }
    return ".tessera-\(name.replacing("/", with: "_"))-"
  }()

  private static let swept = Mutex<Set<String>>([])

  /// Removes what processes of this user and host that are gone left in `folder`; looks once.
  private static func sweepOnce(_ folder: String) {
    guard swept.withLock({ $0.insert(folder).inserted }), let stream = unsafe opendir(folder) else {
      return
    }
    defer { unsafe closedir(stream) }
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe text(from: $0) }
      if name.hasPrefix(prefix), name.hasSuffix(suffix) { sweep("\(folder)/\(name)") }
    }
  }

  /// The text of C that begins there.
  private static func text(from bytes: UnsafeRawBufferPointer) -> String {
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func sweep(_ path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { _ = close(descriptor) }
    var status = stat()
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid()
    else { return }
    unsafe unlink(path)
  }
}
