import Glibc

/// The control group of this process, by which containers and schedulers bound memory.
///
/// Source: the kernel's documentation, cgroup-v2 (`memory.max`) and cgroup-v1 (`memory.limit_in_bytes`).
struct ControlGroup {
  /// Where the hierarchy is mounted.
  var root = "/sys/fs/cgroup"
  /// Where Linux tells the group's path.
  var membership = "/proc/self/cgroup"

  /// The fewest bytes that the group, or one around it, may hold; nil where there is no limit.
  ///
  /// A container may see its own group as the root, so that its path leads nowhere: the root counts too.
  var memoryLimit: Int? {
    var limits: [Int] = []
    for line in SystemText.lines(of: membership) {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { continue }
      let (folder, file) =
        isUnified ? (root, "memory.max") : (root + "/memory", "memory.limit_in_bytes")
      var path = parts[2].split(separator: "/")
      while true {
        let place = ([folder] + path.map(String.init) + [file]).joined(separator: "/")
        // `max` stands for none, and so does the older interface's number near 2^63.
        if let text = SystemText.lines(of: place).first, let limit = Int(text), limit < 1 << 60 {
          limits.append(limit)
        }
        if path.popLast() == nil { break }
      }
    }
    return limits.min()
  }
}

/// Small files in which the system tells something.
enum SystemText {
  /// The lines of the file at `path`, of its first 64 KiB; none where it cannot be read.
  static func lines(of path: String) -> [Substring] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    var count = 0
    while count < bytes.count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      guard got > 0 else { break }
      count += got
    }
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
  }
}
