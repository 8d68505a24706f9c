import Foundation
import Testing

@testable import TesseraCLI
import Waiting

@Suite(.waitingForPrograms) struct OpProgramTests {
  static let product =
    "op matmul --mesh Meshes/2x2.yaml --input f32[8,4]{S(0),S(1)} --input f32[4,6]{R,S(0)}".words

  @Test func `an output goes on to other placements, and is verified there`() throws {
    for words in ["--to S(1),R", "--to out=S(1),R"] {
      let outcome = try Program.run(Self.product + ["--virtual", "--verify"] + words.words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("out  f32[8,6]{S(1),R@grid}\nverified"), "\(outcome.output)")
    }
    let job = try Program.run(ranks: 4, Self.product + "--verify --to R,R".words)
    #expect(job.status == 0 && job.output.contains("{R,R@grid}"), "\(job.errors)")
  }

  @Test func `a file has several ops, each of what those above made`() throws {
    let scratch = try Scratch()
    let file = try scratch.file(
      "block.ops",
      """
      # A product, and what is made of it.
      h = matmul f32[8,4]{S(0),S(1)} 'f32[4,6]{R, S(0)}'
      y = softmax h axis=1   # along the columns

      values, places = topk y k=2
      """)
    let words = "op --mesh Meshes/2x2.yaml --verify --file".words + [file]
    for outcome in [try Program.run(words + ["--virtual"]), try Program.run(ranks: 4, words)] {
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      for name in ["h  ", "y  ", "values  ", "places  ", "verified"] {
        #expect(outcome.output.contains(name), "\(outcome.output)")
      }
    }
    let printed = try Program.run(words + "--virtual --quiet --print places --to values=R,R".words)
    #expect(printed.output.hasPrefix("places: i64[8,2]"), "\(printed.output) \(printed.errors)")
  }

  @Test(arguments: [
    ("", "at least one op is required"), ("y =", "line 1: an op is required after '='"),
    ("1y = relu f32[4]{R}", "names of letters"), ("y = relu f32[4]{R", "each bracket and quote"),
    ("y = relu f32[4]{R}\ny = relu y", "line 2: each name must be given once, 'y' is twice"),
    ("y = relu z", "a dtype"), ("a, b = relu f32[4]{R}", "1 names are required"),
    ("y = softmax f32[4]{R} axis=abc", "axis"),
  ])
  func `what is no file of ops is told in one line`(text: String, message: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("a.ops", text)
    let outcome = try Program.run("op --virtual --mesh 2 --file".words + [file])
    #expect(outcome.status == 64 || outcome.status == 65)
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `placements of inputs are compared in one table`() throws {
    let words = Self.product + ["--compare", "S(0),R;R,S(1)", "--compare", "R,R; R,R"]
    let outcome = try Program.run(words + ["--virtual"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[2].hasPrefix("inputs"), "\(outcome.output)")
    for column in ["all ranks", "received", "time ms", "memory"] {
      #expect(outcome.output.contains(column))
    }
    #expect(lines[4].hasPrefix("S(0),R@grid; R,S(1)@grid") && lines[4].contains(" 0 B "))
  }

  @Test(arguments: [
    Mistake("--compare R,R", 64, "2 placements with ';' between them are required"),
    Mistake("--compare R,R;R,R --verify", 64, "--compare: only the table is told"),
    Mistake("--to no=R,R", 64, "--to no=R,R: the outputs of matmul are out"),
    Mistake("--to R,R --to out=R,R", 64, "--to: each output goes one way"),
    Mistake("--file a.ops", 64, "an op, or --file FILE, is required"),
  ])
  func `mistakes about outputs and placements are told in one line`(mistake: Mistake) throws {
    mistake.expect(try Program.run(Self.product + ["--virtual"] + mistake.words.words))
  }
}
