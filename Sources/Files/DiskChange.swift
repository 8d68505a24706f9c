import CFiles
import Foundation
import Glibc
import Synchronization

/// System calls that change the disk: they are counted, so that a test can end the process after each of them.
package enum DiskChange {
  private static let count = Atomic(0)

  /// After how many changes the process is killed, by signal 9; nil where it is not.
  private static let last: Int? = ProcessInfo.processInfo.environment["TESSERA_KILL_AFTER_CHANGES"]
    .flatMap { Int($0) }

  /// Makes a call, as `checked`, and counts it where it succeeds.
  package static func make<Result: SignedInteger>(
    _ call: String, _ body: () -> Result
  ) throws(FileError.Problem) -> Result {
    let result = try checked(call, body)
    if let last, count.add(1, ordering: .relaxed).newValue == last { kill(getpid(), SIGKILL) }
    return result
  }

  /// Waits until what was written to a file, or a folder's entries, are on the disk.
  package static func sync(_ descriptor: Int32) throws(FileError.Problem) {
    do throws(FileError.Problem) {
      _ = try make("fsync") { fsync(descriptor) }
    } catch .system(_, EINVAL, _) {
      // A file system that has nothing to sync.
    }
  }

  /// Syncs the entries of the folder at `path`.
  package static func syncFolder(_ path: String) throws(FileError.Problem) {
    let descriptor = try checked("open") { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { _ = close(descriptor) }
    try sync(descriptor)
  }

  package static func rename(_ old: String, to new: String) throws(FileError.Problem) {
    _ = try make("rename") { unsafe Glibc.rename(old, new) }
  }

  /// Exchanges two names at once.
  package static func exchange(_ old: String, _ new: String) throws(FileError.Problem) {
    _ = try make("rename") { unsafe CFILES_exchange(old, new) }
  }

  package static func makeFolder(_ path: String) throws(FileError.Problem) {
    _ = try make("mkdir") { unsafe mkdir(path, 0o777) }
  }

  package static func remove(_ path: String) throws(FileError.Problem) {
    _ = try make("unlink") { unsafe unlink(path) }
  }

  package static func removeFolder(_ path: String) throws(FileError.Problem) {
    _ = try make("rmdir") { unsafe rmdir(path) }
  }
}
