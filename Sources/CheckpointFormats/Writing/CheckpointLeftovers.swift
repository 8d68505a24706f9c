import Elements
import Files
import Foundation
import Glibc

/// The end of the name of a folder in which a checkpoint is written: `.partial-HOST-RANDOM`, in hexadecimal digits.
///
/// The first are the CRC-32C of the host's name, for locks of some network file systems hold within one host only.
struct LeftoverName {
  let suffix: String

  static func random() -> LeftoverName {
    LeftoverName(suffix: ".partial-\(host)-\(hexadecimal(UInt64.random(in: 0 ... .max), 16))")
  }

  static let host: String = {
    let name = Array(ProcessInfo.processInfo.hostName.utf8)
    return hexadecimal(UInt64(unsafe CRC32C.checksum(name.span.bytes)), 8)
  }()

  private static func hexadecimal(_ number: UInt64, _ count: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }

  /// The target and the host of a folder's name; nil if it is none of a checkpoint that is being written.
  static func parse(_ name: String) -> (target: String, host: String)? {
    name.wholeMatch(of: /(.+)\.partial-([0-9a-f]{8})-[0-9a-f]{16}/)
      .map { (String($0.1), String($0.2)) }
  }
}

/// What saves left that were killed.
package enum CheckpointLeftovers {
  /// What became of a folder that a save left.
  package enum Fate: Hashable, Sendable {
    case removed
    /// A process writes to it.
    case inUse
    /// Only a process of that host could tell whether it is in use.
    case ofOtherHost
    /// It has other files in it, or the system refuses.
    case kept(String)
  }

  /// Removes the folders that killed saves left in the folder `path`, or beside it for the checkpoint of that name.
  ///
  /// - Parameter anyHost: whether those of other hosts go too, which must have no save under way.
  /// - Throws: `TesseraError.Kind.data` where there is no such folder.
  package static func clean(
    _ path: String, anyHost: Bool = false
  ) throws(TesseraError) -> [(path: String, fate: Fate)] {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let parent = WrittenPlace.folder(of: path)
    let target = path.split(separator: "/").last.map(String.init) ?? ""
    let beside = (try? listing(parent)) ?? []
    let own = beside.filter { LeftoverName.parse($0)?.target == target }.map { "\(parent)/\($0)" }
    let inside =
      own.isEmpty || FileManager.default.fileExists(atPath: path) ? try listing(path) : []
    let found =
      own + inside.filter { LeftoverName.parse($0) != nil }.map { "\(path)/\($0)" }
    return found.sorted().map { ($0, remove($0, anyHost: anyHost)) }
  }

  private static func remove(_ path: String, anyHost: Bool) -> Fate {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    if !anyHost, LeftoverName.parse(name)?.host != LeftoverName.host { return .ofOtherHost }
    let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard lock >= 0 else { return .kept("it cannot be opened") }
    defer { close(lock) }
    if flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return .inUse }
    do throws(FileError.Problem) {
      try CheckpointNames.remove(path)
      return .removed
    } catch { return .kept("\(error)") }
  }
}
