import Glibc

/// Where the contents of a path go that is to be written.
package enum WrittenPlace {
  /// To a plain file, maybe one that is not there yet. `replaced` is the one that is.
  case file(String, replaced: stat?)
  /// Into what is there, which is no plain file, or to a descriptor of this process, which goes on where
  /// it stands.
  case asItIs(descriptor: Int32?)

  /// Follows links; those of `/proc`, as `/dev/stdout` is one, stand for what is open, not for a name.
  package init(_ path: String) throws(FileError.Problem) {
    if path.isEmpty { throw .unnamed }
    var place = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      var status = stat()
      guard unsafe lstat(place, &status) == 0 else {
        guard errno == ENOENT else { throw .system(call: "open", code: errno) }
        self = .file(place, replaced: nil)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        // To replace a file needs no leave of the file; one that is read-only is meant to stay.
        _ = try checked("open") { unsafe access(place, W_OK) }
        self = .file(place, replaced: status)
        return
      case S_IFLNK:
        let folder = Self.folder(of: place)
        let real = try Self.real(folder)
        guard !real.hasPrefix("/proc/") else {
          let isOwn = real == "/proc/\(getpid())/fd"
          self = .asItIs(descriptor: isOwn ? Int32(place.dropFirst(folder.count + 1)) : nil)
          return
        }
        let target = try Self.target(of: place)
        place = target.hasPrefix("/") ? target : "\(folder)/\(target)"
      default:
        self = .asItIs(descriptor: nil)
        return
      }
    }
    throw .system(call: "open", code: ELOOP)
  }

  /// The folder in which the name of `path` stands.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func real(_ folder: String) throws(FileError.Problem) -> String {
    guard let found = unsafe realpath(folder, nil) else {
      throw .system(call: "open", code: errno)
    }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  private static func target(of link: String) throws(FileError.Problem) -> String {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try checked("readlink") { unsafe readlink(link, &text, text.count) }
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
