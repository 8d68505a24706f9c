import Foundation

/// A program that was run: how it ended, what it wrote, and what it took.
struct Child {
  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
    case late
  }

  let end: End
  let errors: String
  /// The most bytes that it was seen to hold in memory.
  let peakBytes: Int

  /// Runs a command in the package's folder and waits for it, at most so many seconds.
  init(_ command: [String], seconds: Double, scratch: URL) throws {
    let told = scratch.appending(path: "errors")
    try Data().write(to: told)
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = Corpus.package
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: told)
    try process.run()
    let deadline = ContinuousClock.now + .seconds(seconds)
    var (peak, isLate) = (0, false)
    while process.isRunning {
      peak = max(peak, Self.peak(of: process.processIdentifier))
      if ContinuousClock.now > deadline, !isLate {
        isLate = true
        kill(process.processIdentifier, SIGKILL)
      }
      usleep(2000)
    }
    peakBytes = peak
    let status = process.terminationStatus
    end = isLate ? .late : process.terminationReason == .exit ? .exit(status) : .signal(status)
    errors = String(decoding: try Data(contentsOf: told), as: UTF8.self)
  }

  /// The most bytes that a process has held in memory until now (VmHWM); 0 where it has ended.
  private static func peak(of process: Int32) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
  }
}
