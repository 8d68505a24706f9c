import Glibc

/// What `/proc` tells of processes. What cannot be read is not there: another user's processes, for one.
enum Proc {
  /// All processes.
  static func processes() -> [Int32] { names(in: "/proc").compactMap { Int32($0) } }

  /// A process's environment as it was started.
  static func environment(of process: Int32) -> [String: String] {
    var result: [String: String] = [:]
    for entry in bytes(of: "/proc/\(process)/environ").split(separator: 0) {
      guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
      result[String(decoding: entry[..<equals], as: UTF8.self)] =
        String(decoding: entry[(equals + 1)...], as: UTF8.self)
    }
    return result
  }

  /// R, S, D, T, …; nil if there is no such process, or it has ended.
  static func state(of process: Int32) -> Character? {
    guard let state = fields(of: process).first?.first, state != "Z", state != "X" else {
      return nil
    }
    return state
  }

  /// The name of its program, of which the system keeps 15 bytes; empty where there is no such process.
  static func name(of process: Int32) -> String {
    String(decoding: bytes(of: "/proc/\(process)/comm").prefix { $0 != 10 }, as: UTF8.self)
  }

  static func parent(of process: Int32) -> Int32? {
    fields(of: process).dropFirst().first.flatMap { Int32($0) }
  }

  /// The fields of `/proc/PID/stat` behind the program's name, which may have blanks and brackets itself.
  private static func fields(of process: Int32) -> [Substring] {
    let text = String(decoding: bytes(of: "/proc/\(process)/stat"), as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return [] }
    return text[text.index(after: end)...].split(separator: " ")
  }

  /// What a process tells of its waits, in a file in memory that it has open (see `WaitFile`).
  static func waits(of process: Int32) -> WaitRecord? {
    guard let file = waitFile(of: process) else { return nil }
    // A record that is just being written is there a moment later, unless its process was stopped.
    for _ in 0..<5 {
      if let record = waits(in: file) { return record }
      usleep(1000)
    }
    return nil
  }

  /// Where a process has the file open in which it tells of its waits; nil if it has none.
  static func waitFile(of process: Int32) -> String? {
    let folder = "/proc/\(process)/fd"
    return names(in: folder).lazy.map { "\(folder)/\($0)" }.first(where: isWaitFile)
  }

  static func isWaitFile(_ path: String) -> Bool {
    target(of: path).hasPrefix("/memfd:\(WaitFile.label)")
  }

  /// The record in the file; nil while it is being written, or where there is none yet.
  static func waits(in file: String) -> WaitRecord? {
    let bytes = bytes(of: file)
    return WaitRecord(
      words: stride(from: 0, to: bytes.count / 8 * 8, by: 8).map { start in
        bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      })
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.first != "." { names.append(name) }
    }
    return names
  }

  private static func target(of link: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe readlink(link, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
  }

  private static func bytes(of path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return result }
      result += piece.prefix(count)
    }
  }
}
