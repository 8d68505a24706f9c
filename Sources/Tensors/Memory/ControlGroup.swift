import Glibc

/// The control group of this process, by which containers and schedulers bound memory and processors.
///
/// Source: the kernel's documentation, cgroup-v2 (`memory.max`) and cgroup-v1 (`memory.limit_in_bytes`).
struct ControlGroup {
  /// Where the hierarchy is mounted.
  var root = "/sys/fs/cgroup"
  /// Where Linux tells the group's path.
  var membership = "/proc/self/cgroup"

  /// The fewest bytes that the group, or one around it, may hold; nil if there is no limit.
  ///
  /// A container may see its own group as the root, so that its path leads nowhere: the root counts too.
  var memoryLimit: Int? {
    // `max` stands for none, and so does the older interface's number near 2^63.
    settings("memory", ["memory.max"], older: ["memory.limit_in_bytes"])
      .compactMap { $0[0].flatMap { Int($0) } }.filter { $0 < 1 << 60 }.min()
  }

  /// The processors whose time the group may use, at least a part of one; nil if there is no limit.
  ///
  /// Source: the same, `cpu.max` ("QUOTA PERIOD" in microseconds), `cpu.cfs_quota_us` and `cpu.cfs_period_us`.
  var processorLimit: Double? {
    settings("cpu", ["cpu.max"], older: ["cpu.cfs_quota_us", "cpu.cfs_period_us"])
      .compactMap { lines in
        let words = lines.compactMap(\.self).joined(separator: " ").split(separator: " ")
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
          quota > 0, period > 0
        else { return nil }
        return quota / period
      }.min()
  }

  /// The first lines of files of the group and of those around it, of one or the other interface.
  private func settings(
    _ controller: String, _ unified: [String], older: [String]
  ) -> [[String?]] {
    var found: [[String?]] = []
    for line in SystemText.lines(of: membership) {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains(Substring(controller)) else {
        continue
      }
      let (folder, files) = isUnified ? (root, unified) : ("\(root)/\(controller)", older)
      var path = parts[2].split(separator: "/")
      while true {
        found.append(
          files.map { file in
            let place = ([folder] + path.map(String.init) + [file]).joined(separator: "/")
            return SystemText.lines(of: place).first.map(String.init)
          })
        if path.popLast() == nil { break }
      }
    }
    return found
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
