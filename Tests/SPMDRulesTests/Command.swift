import Foundation

/// The `tessera` command that was built beside these tests.
enum Command {
  /// - Returns: the exit status and what was written.
  static func run(_ arguments: [String], input: String = "") throws
    -> (status: Int32, output: String, errors: String)
  {
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let process = Process()
    process.executableURL = URL(filePath: bundle).deletingLastPathComponent()
      .appending(path: "tessera")
    process.arguments = arguments
    let pipes = [Pipe(), Pipe(), Pipe()]
    (process.standardInput, process.standardOutput) = (pipes[0], pipes[1])
    process.standardError = pipes[2]
    try process.run()
    try pipes[0].fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try pipes[0].fileHandleForWriting.close()
    let output = try pipes[1].fileHandleForReading.readToEnd() ?? Data()
    let errors = try pipes[2].fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: output, as: UTF8.self),
      String(decoding: errors, as: UTF8.self)
    )
  }
}
