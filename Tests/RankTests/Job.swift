import Foundation
import Testing

/// One run of the rank tests.
struct Job {
  /// Nil is a process that MPI makes a world of one, without mpirun.
  let ranks: Int?
  var environment: [String: String] = [:]
  /// Only the rank tests whose names match.
  var only = Job.filter

  /// An expression that any of the others matches.
  static func any(of expressions: [String]) -> String {
    "(\(expressions.joined(separator: "|")))"
  }

  static let filter = RankTests.environment["TESSERA_RANK_TESTS"]

  /// Runs a command as the launch scripts run theirs, whichever MPI's mpirun it is.
  private static let sharingCores: [String] = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let settings = package.appending(path: "Launch/environment.sh").standardizedFileURL.path
    return ["bash", "-c", "source \"$0\"; share_cores; exec \"$@\"", settings]
  }()

  private var arguments: [String] {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let filter = "RankTests\\.Ranks/" + (only.map { ".*\($0)" } ?? "")
    let test = [bundle, "--testing-library", "swift-testing", "--no-parallel", "--filter", filter]
    guard let ranks else { return test }
    return Self.sharingCores + ["mpirun", "-np", "\(ranks)"] + test
  }

  /// - Returns: the exit status, all output, and of each rank the tests that it ran.
  func run() throws -> (status: Int32, output: String, tallies: [[String]]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ranks-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.environment = RankTests.environment
      .merging(["SWIFT_DETERMINISTIC_HASHING": "1", "MPIEXEC_TIMEOUT": "300"]) { given, _ in given }
      .merging(["TESSERA_TALLY": folder.path]) { _, new in new }
      .merging(ranks == nil ? ["TESSERA_SINGLETON": "1"] : [:]) { _, new in new }
      .merging(environment) { _, new in new }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let tallies = (0..<(ranks ?? 1)).map { rank in
      (try? String(contentsOf: folder.appending(path: "rank\(rank)"), encoding: .utf8))?
        .split(separator: "\n").map(String.init) ?? []
    }
    return (process.terminationStatus, String(decoding: output, as: UTF8.self), tallies)
  }

  /// Fails with the end of the output where the job does, or where a rank ran no test, or other tests
  /// than rank 0.
  func expectSuccess() throws {
    let (status, output, tallies) = try run()
    let tail = output.split(separator: "\n").suffix(60).joined(separator: "\n")
    #expect(status == 0, "\(ranks.map { "\($0) ranks" } ?? "no mpirun"):\n\(tail)")
    #expect(!tallies[0].isEmpty, "no rank test was run:\n\(tail)")
    for (rank, tests) in tallies.enumerated() where status == 0 {
      #expect(tests == tallies[0], "rank \(rank) ran other tests than rank 0")
    }
  }
}
