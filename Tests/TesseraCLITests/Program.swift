import Foundation

/// A run of a program: what it printed, and how it ended.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String
  let seconds: Double

  /// Whether standard error is one line, `error: …`, and standard output empty.
  var isOneError: Bool {
    output.isEmpty && errors.hasPrefix("error: ")
      && errors.firstIndex(of: "\n") == errors.indices.last
  }
}

/// Runs the programs that were built beside the running test bundle.
///
/// Commands run with the settings of `Launch/environment.sh`. Standard error of a job is that of the
/// programs alone, as `Launch/run` gives it, without the comments of mpirun. A run that takes longer than
/// 60 seconds is ended, with status 124.
enum Program {
  /// The folder of the package.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of the built programs.
  static let built: URL = {
    let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: bundle ?? "").deletingLastPathComponent()
  }()

  static let tessera = built.appending(path: "tessera").path

  static let scenarios = built.appending(path: "Scenarios").path

  /// Runs `tessera` with `arguments`, in one process.
  static func run(_ arguments: [String]) throws -> Outcome {
    try execute([tessera] + arguments)
  }

  /// Runs `program` with `arguments` on so many ranks.
  static func run(_ program: String = tessera, ranks: Int, _ arguments: [String]) throws -> Outcome
  {
    try run(byRank: Array(repeating: [program] + arguments, count: ranks))
  }

  /// Runs a job in which each rank has a command line of its own.
  static func run(byRank commands: [[String]]) throws -> Outcome {
    let job = commands.map { ["-np", "1"] + $0 }.joined(separator: [":"])
    let isUniform = Set(commands).count == 1
    return try withoutComments(
      execute(
        ["mpirun"] + (isUniform ? ["-np", "\(commands.count)"] + commands[0] : Array(job))))
  }

  /// Runs `tessera` with `arguments` on so many ranks, or in this process alone where they are none, in an
  /// address space of so many KiB.
  static func run(ranks: Int = 0, addressSpace: Int, _ arguments: [String]) throws -> Outcome {
    try withoutComments(
      execute(
        ["bash", "-c", "ulimit -v \(addressSpace); exec \"$@\"", "bash"]
          + (ranks > 0 ? ["mpirun", "-np", "\(ranks)"] : []) + [tessera] + arguments))
  }

  private static func withoutComments(_ outcome: Outcome) throws -> Outcome {
    guard !outcome.errors.isEmpty else { return outcome }
    let scratch = try Scratch()
    let comments = package.appending(path: "Launch/comments.sed").path
    let errors = try execute(
      ["sed", "-E", "-f", comments, scratch.file("errors", outcome.errors)]
    ).output
    return Outcome(
      status: outcome.status, output: outcome.output, errors: errors, seconds: outcome.seconds)
  }

  private static let sharingCores = [
    "bash", "-c", "source \"$0\"; share_cores; exec \"$@\"",
    package.appending(path: "Launch/environment.sh").path,
  ]

  /// Runs any command, in the package's folder or another, and waits for it.
  static func execute(_ command: [String], in folder: URL = package) throws -> Outcome {
    let scratch = try Scratch()
    let output = try scratch.file("output", "")
    let errors = try scratch.file("errors", "")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["timeout", "-k", "5", "60"] + sharingCores + command
    process.environment = ProcessInfo.processInfo.environment
      .merging(["COLUMNS": "80"]) { _, new in new }
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    let start = Date()
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8),
      seconds: Date().timeIntervalSince(start))
  }
}

extension String {
  /// The words of a command line that has no quotes and no white space within a word.
  var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
