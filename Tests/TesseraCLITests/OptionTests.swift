import Foundation
import Testing
import Waiting

/// One name, one meaning, one unit, in every subcommand.
@Suite(.waitingForPrograms) struct OptionTests {
  static let mesh = "--mesh Meshes/2x2.yaml".words

  @Test(arguments: [
    ("plan", "--from S(0),R --to R,S(1)"), ("simulate", "--from S(0),R --to R,S(1)"),
    ("reshard --virtual", "--from S(0),R --to R,S(1) --print"),
    ("print --virtual", "--placement S(0),R"),
  ])
  func `a tensor in the notation is the same as shape, dtype and placements`(
    command: String, words: String
  ) throws {
    let start = command.words + Self.mesh
    let apart = try Program.run(start + "--shape 8,6 --dtype bfloat16".words + words.words)
    #expect(apart.status == 0 && apart.errors.isEmpty, "\(apart.errors)")
    for tensor in ["bf16[8,6]", "bfloat16[8,6]"] {
      let noted = try Program.run(start + [tensor] + words.words)
      #expect(noted.output.withoutTimes == apart.output.withoutTimes, "\(noted.errors)")
    }
    let rest = Array(words.words.dropFirst(2))
    let placed = try Program.run(start + ["bf16[8,6]{S(0),R}"] + rest)
    #expect(placed.output.withoutTimes == apart.output.withoutTimes, "\(placed.errors)")
    let short = try Program.run(start + "--shape 8,6 --dtype bf16".words + words.words)
    #expect(short.output.withoutTimes == apart.output.withoutTimes, "\(short.errors)")
  }

  @Test(arguments: [
    Mistake("f32[4]{R} --from R --to R", 64, "--from: the tensor says its placements itself, 'R'"),
    Mistake("f32[4] --to R", 64, "--from: the tensor's placements are required"),
    Mistake("f32[4]{R} --dtype f32 --to R", 64, "--dtype: the tensor says its dtype itself, f32"),
    Mistake("f31[4]{R} --to R", 64, "f31[4]{R}: one of bool, i8"),
    Mistake("--shape 4 --dtype f31 --from R --to R", 64, "--dtype: one of bool, i8"),
    Mistake("f32[4]{R} --shape 4 --to R", 64, "several are given"),
    Mistake("f32[x]{R} --to R", 64, "the length of a dim"),
    Mistake("f32[4]{R} --to R --json --quiet", 64, "--quiet and --json"),
  ])
  func `mistakes about a tensor and its report are told in one line`(mistake: Mistake) throws {
    mistake.expect(try Program.run("plan --mesh 2".words + mistake.words.words))
  }

  static let reports = [
    "plan f32[8]{S(0)} --mesh 2 --to R", "simulate f32[8]{S(0)} --mesh 2 --to R",
    "reshard --virtual f32[8]{S(0)} --mesh 2 --to R",
    "op relu --virtual --mesh 2 --input f32[8]{S(0)}",
    "spmd infer relu --mesh 2 --input f32[8]{S(0)}", "op list", "spmd list",
    "plan f32[8]{S(0)} --mesh 2 --to R --compare S(0)", "doctor",
  ]

  @Test(arguments: reports)
  func `JSON goes to standard output, or to a file beside the text`(words: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("report.json")
    let text = try Program.run(words.words)
    #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
    let json = try Program.run(words.words + ["--json"])
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    let both = try Program.run(words.words + ["--json", path])
    #expect(both.status == 0 && both.errors.isEmpty, "\(both.errors)")
    #expect(both.output.withoutTimes == text.output.withoutTimes)
    let written = try String(contentsOfFile: path, encoding: .utf8)
    #expect(written.withoutTimes == json.output.withoutTimes)
  }

  @Test(arguments: reports)
  func `a quiet command prints no report`(words: String) throws {
    let outcome = try Program.run(words.words + ["--quiet"])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  @Test func `a quiet command prints what is asked for`() throws {
    let words = "reshard --virtual f32[2]{S(0)} --mesh 2 --to R --print --quiet".words
    #expect(try Program.run(words).output == "f32[2]{R} on rank 0\n[0. 1.]\n")
  }

  @Test func `the word after --json is its file only if it is named so`() throws {
    let scratch = try Scratch()
    let json = try Program.run("op --json relu --virtual --mesh 2 --input f32[8]{S(0)}".words)
    #expect(json.status == 0 && json.output.hasPrefix("{"), "\(json.errors)")
    let file = scratch.path("other")
    let words = "plan f32[8]{S(0)} --mesh 2 --to R --json=\(file)".words
    #expect(try Program.run(words).status == 0)
    #expect(FileManager.default.fileExists(atPath: file))
  }

  @Test(arguments: [
    ("plan f32[8]{S(0)} --mesh 2 --to R", "step,function,collective,way,axes,from,to,"),
    ("simulate f32[8]{S(0)} --mesh 2 --to R", "step,function,collective,way,axes,start_us,"),
    ("reshard --virtual f32[8]{S(0)} --mesh 2 --to R", "step,function,collective,axes,from,to,"),
    ("op relu --virtual --mesh 2 --input f32[8]{S(0)}", "op,inputs,reshard,"),
    ("spmd list", "op,rule,inputs,"),
  ])
  func `a table is written as comma-separated values`(words: String, header: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("table.csv")
    let outcome = try Program.run(words.words + ["--csv", path])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.withoutTimes == (try Program.run(words.words).output.withoutTimes))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.first?.hasPrefix(header) == true, "\(lines)")
    #expect(lines.count > 1)
  }

  @Test(arguments: [
    "reshard --virtual f32[8]{S(0)} --mesh 2 --to R",
    "op relu --virtual --mesh 2 --input f32[8]{P(sum)}",
    "simulate f32[8]{S(0)} --mesh 2 --to R",
  ])
  func `--trace and --svg are the time line`(words: String) throws {
    let scratch = try Scratch()
    let (trace, svg) = (scratch.path("a.json"), scratch.path("a.svg"))
    let outcome = try Program.run(words.words + ["--trace", trace, "--svg", svg])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(!(try TraceFile(trace)).ranks.isEmpty)
    #expect(try String(contentsOfFile: svg, encoding: .utf8).hasPrefix("<svg"))
  }

  @Test func `former names still work`() throws {
    let words = "op relu --virtual --mesh 2 --input f32[8]{P(sum)}".words
    let moves = try Program.run(words + ["--moves"])
    #expect(moves.status == 0 && moves.output.contains("reduce-scatter"), "\(moves.errors)")
    #expect(try Program.run(words + ["--trace"]).output == moves.output)
  }

  @Test(arguments: [
    "reshard --virtual f32[4]{S(0)} --mesh 2 --to R", "print --virtual f32[4]{R} --mesh 2",
    "op relu --virtual --mesh 2 --input f32[4]{R}",
  ])
  func `--layout tells who holds what, --shards writes it`(words: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run(words.words + ["--layout"])
    #expect(outcome.output.contains("rank  d0  block\n0     0   [0:4]\n1     1   [0:4]"))
    guard !words.hasPrefix("print") else { return }
    let folder = scratch.path("shards")
    #expect(try Program.run(words.words + ["--shards", folder]).status == 0)
    let read = "print --virtual --mesh 2 --placement R --input-shards".words + [folder]
    let direct = try Program.run(read)
    #expect(direct.status == 0, "\(direct.errors)")
  }

  @Test func `a launcher's option after the program is told where it goes`() throws {
    let outcome = try Program.run("plan -np 4 f32[4]{R} --mesh 2 --to R".words)
    #expect(outcome.status == 64 && outcome.isOneError)
    #expect(outcome.errors.contains("it goes to ./Launch/run, or to mpirun, before the program"))
  }

  @Test func `placements are compared in one table of bytes, time and memory`() throws {
    let words = "plan f32[64,64]{S(0),S(1)} --to S(1),S(0) --compare R,R --compare S(0),S(1)".words
    let outcome = try Program.run(words + Self.mesh)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "plan-compare")
    let wrong = try Program.run(words + Self.mesh + ["--all"])
    #expect(wrong.status == 64 && wrong.isOneError, "\(wrong.errors)")
  }
}

extension String {
  /// The text without the times of this run.
  var withoutTimes: String {
    replacing(/[ ]+[0-9]+\.[0-9]{3}$/.anchorsMatchLineEndings(), with: "")
      .replacing(/seconds" : [-+.e0-9]+/, with: "")
  }
}
