import Foundation
import Testing
import Waiting

/// What happens to output that cannot be written.
@Suite(.waitingForPrograms) struct OutputStreamTests {
  /// Runs a line of bash, in which `$tessera` is the program.
  private func shell(_ line: String) throws -> Outcome {
    try Program.execute(["bash", "-c", "tessera=\(Program.tessera)\n\(line)"])
  }

  static let printing = [
    "plan --shape 4 --mesh 2 --from 'S(0)' --to R",
    "plan --shape 4 --mesh 2 --from 'S(0)' --to R --json",
    "reshard --virtual --shape 4 --mesh 2 --from 'S(0)' --to R --json",
    "reshard --virtual --shape 4 --mesh 2 --from 'S(0)' --to R --print",
    "print --virtual --shape 4 --mesh 2 --placement 'S(0)'",
    "print --virtual --shape 40000 --threshold 40000 --mesh 2 --placement 'S(0)'",
    "simulate --shape 8,8 --mesh 2x2 --from 'S(0),R' --to R,R",
    "ranks 2x2",
    "doctor",
    "topology Meshes/topology-torus.yaml",
    "op list",
    "op relu --virtual --mesh 2 --input 'f32[4]{S(0)}'",
    "spmd list",
    "spmd infer relu --mesh 2 --input 'f32[4]{S(0)}'",
    "spmd infer --vectors Tests/SPMDRulesTests/Vectors/matmul.jsonl",
    "spmd infer --vectors - <<<'{}'",
    "spmd check Tests/SPMDRulesTests/Vectors/matmul.jsonl",
    "--help",
    "plan --help",
    "--version",
  ]

  @Test(arguments: printing)
  func `a full or closed standard output is an error`(words: String) throws {
    for (target, reason) in [
      ("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
    ] {
      let outcome = try shell("$tessera \(words) \(target)")
      #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.errors)")
      #expect(
        outcome.errors
          == "error: standard output: what is printed must be written, it cannot be: write failed: "
          + "\(reason)\n")
    }
  }

  @Test(arguments: printing)
  func `a reader that has stopped ends the program without a word`(words: String) throws {
    // The reader is gone before the first word.
    let outcome = try shell(
      "{ sleep 0.3; $tessera \(words); echo \"status $?\" >&2; } 2>&1 >&3 3>&- | cat >&2; exit 0")
    #expect(outcome.errors.isEmpty || !outcome.errors.contains("error"))
    let piped = try shell(
      "{ { sleep 0.2; $tessera \(words); echo \"status $?\" >&2; } | true; }")
    #expect(piped.errors == "status 69\n", "\(piped.errors)")
  }

  @Test(arguments: ["2>&-", "2> /dev/full", "2> >(true)"])
  func `an error that nobody hears keeps its exit code`(target: String) throws {
    for (words, status) in [
      ("bogus", 64), ("plan --shape 4 --mesh 2 --from X --to R", 64),
      ("ranks nowhere.yaml", 65), ("ranks 2 >&-", 69),
    ] {
      let outcome = try shell("sleep 0.1; $tessera \(words) \(target)")
      #expect(outcome.status == Int32(status), "\(words) \(target)")
    }
  }

  @Test func `what is printed never goes into a file in the place of a closed stream`() throws {
    let scratch = try Scratch()
    let words = "reshard --virtual --shape 3 --mesh 2 --from R --to R --output"
    for closed in ["0<&- >&-", "0<&- >&- 2>&-"] {
      let outcome = try shell("$tessera \(words) \(scratch.path("a.npy")) \(closed)")
      #expect(outcome.status == 69)
      #expect(try Data(contentsOf: URL(filePath: scratch.path("a.npy"))).count == 128 + 12)
    }
  }

  @Test func `a job whose output cannot be written ends with 69, by Launch run`() throws {
    let launch = try LaunchFolder()
    let words = "./Launch/run -np 2 reshard --shape 4 --mesh 2 --from 'S(0)' --to R"
    for (target, told) in [("> /dev/full", 1), (">&-", 1), ("| true", 0)] {
      let outcome = try Program.execute(
        ["bash", "-o", "pipefail", "-c", "\(words) \(target)"], in: launch.folder)
      #expect(outcome.status == 69, "\(target) \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == told, "\(target) \(outcome.errors)")
    }
    let closed = try Program.execute(["bash", "-c", "\(words) --bogus 2>&-"], in: launch.folder)
    #expect(closed.status == 64)
  }

  @Test func `a program of the library tells that it cannot print`() throws {
    let outcome = try Program.execute(["bash", "-c", "\(Program.scenarios) printing > /dev/full"])
    #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.errors)")
  }
}
