import Foundation
import Testing
import Waiting

/// `tessera-plan`: the subcommands that need no job, on machines without MPI.
@Suite(.waitingForPrograms) struct PlanningProgramTests {
  static let program = Program.built.appending(path: "tessera-plan").path

  static func run(_ words: [String]) throws -> Outcome { try Program.execute([program] + words) }

  static let plan = ["--shape", "8,6", "--mesh", "2x2", "--from", "S(0),S(1)", "--to", "S(1),S(0)"]

  @Test(arguments: [
    ["plan"] + plan, ["simulate"] + plan, ["plan", "--json"] + plan, ["ranks", "{dp:2, tp:4}"],
    [
      "spmd", "infer", "matmul", "--mesh", "2", "--input", "f32[4,6]{S(0)}", "--input",
      "f32[6,8]{R}",
    ],
  ])
  func `it prints what tessera prints`(words: [String]) throws {
    let (own, other) = (try Self.run(words), try Program.run(words))
    #expect(own.status == 0 && own.errors.isEmpty, "\(own.errors)")
    #expect(own.output == other.output)
  }

  @Test func `it loads neither MPI nor BLAS`() throws {
    let libraries = try Program.execute(["ldd", Self.program]).output
    #expect(libraries.contains("libc.so"))
    #expect(!libraries.contains("mpi") && !libraries.contains("blas"), "\(libraries)")
  }

  @Test(arguments: [
    (["reshard"] + plan, 64, "unknown subcommand 'reshard'"),
    (["plan", "nowhere.npy", "--mesh", "2", "--from", "R", "--to", "R"], 65, "nowhere.npy"),
    (
      [
        "plan", "--shape", "4", "--mesh", "{meshes: {a: {shape: [2], ranks: [0]}}}", "--from",
        "R@a", "--to", "R@a",
      ], 65, "shape [2] needs 2 ranks"
    ),
    (
      ["plan", "--shape", "4", "--mesh", "{meshes: [}", "--from", "R", "--to", "R"], 65, "not YAML"
    ),
  ])
  func `what is wrong is one line and tessera's exit code`(
    words: [String], status: Int32, text: String
  ) throws {
    let outcome = try Self.run(words)
    #expect(outcome.status == status)
    #expect(outcome.isOneError && outcome.errors.contains(text), "\(outcome.errors)")
  }

  @Test func `every folder of tests is a target`() throws {
    let tests = Program.package.appending(path: "Tests")
    let manifest = try String(
      contentsOf: Program.package.appending(path: "Package.swift"), encoding: .utf8)
    for folder in try FileManager.default.contentsOfDirectory(atPath: tests.path) {
      let files = FileManager.default.enumerator(atPath: tests.appending(path: folder).path)
      guard files?.contains(where: { "\($0)".hasSuffix(".swift") }) == true else { continue }
      #expect(
        manifest.contains("name: \"\(folder)\"") || manifest.contains("path: \"Tests/\(folder)\""),
        "Tests/\(folder) is no target")
    }
  }
}
