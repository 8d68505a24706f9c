import Foundation
import Testing
import Waiting

/// Files that cannot be made are told of before anything is computed.
@Suite(.waitingForPrograms) struct EarlyFileTests {
  private static let machine = "--topology Meshes/topology-dgx-h100.yaml"
  private static let tensor = "--shape 4 --mesh 2 --from S(0) --to R"
  private static let model = "Tests/ImportingTests/Fixtures/gpt.pt2"

  /// What is run, and the options that name files.
  static let commands: [(words: String, options: [String])] = [
    ("plan \(tensor)", ["--svg", "--csv", "--json"]),
    ("simulate \(tensor)", ["--svg", "--csv", "--trace", "--json"]),
    ("reshard --virtual \(tensor)", ["--output", "--svg", "--csv", "--trace", "--json"]),
    ("print --virtual --shape 4 --mesh 2 --placement S(0)", ["--svg"]),
    (
      "op run add --virtual --mesh 2 --input f32[4]{S(0)} --input f32[4]{S(0)}",
      ["--output", "--csv", "--trace", "--svg", "--json"]
    ),
    (
      "program run Meshes/mlp.program --virtual --mesh Meshes/2x2.yaml",
      ["--output", "--csv", "--trace", "--svg", "--json"]
    ),
    ("program plan Meshes/mlp.program --mesh Meshes/2x2.yaml", ["--svg", "--csv", "--json"]),
    ("simulate Meshes/block.program --mesh 2x2 \(machine)", ["--svg", "--json"]),
    ("simulate Meshes/block.program --mesh 2x2 --sweep microbatches=1,2 \(machine)", ["--csv"]),
    (
      "shard Meshes/block.program --mesh 2x2 \(machine)", ["--output", "--csv", "--json"]
    ),
    ("report Meshes/block.program --mesh 2x2 \(machine)", ["--output"]),
    ("report Meshes/block.program --mesh 2x2 -o page.html \(machine)", ["--json"]),
    ("import \(model)", ["--json"]),
    ("convert \(model) -o converted", ["--json"]),
    (
      "simulate --train --model gpt --layers 2 --hidden 64 --heads 4 \(machine)", ["--json"]
    ),
  ]

  @Test(arguments: commands)
  func `a file in a folder that does not exist is told of, and nothing is printed or written`(
    words: String, options: [String]
  ) throws {
    let scratch = try Scratch()
    for option in options {
      let path = scratch.path("nowhere/made.json")
      let outcome = try Program.run(words.words + [option, path])
      #expect(outcome.status == 65 && outcome.isOneError, "\(words) \(option): \(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(words) \(option)")
      #expect(
        outcome.errors.contains(
          "\(path): a file that can be written is required for \(option), it cannot be: "),
        "\(outcome.errors)")
    }
    for file in ["page.html", "converted"] {
      #expect(!FileManager.default.fileExists(atPath: Program.package.path + "/" + file))
    }
  }

  @Test func `it is told of before other mistakes of the data`() throws {
    let scratch = try Scratch()
    let path = scratch.path("nowhere/made.svg")
    // The program, which is read first of all, is not there either.
    let outcome = try Program.run(
      ["simulate", scratch.path("none.program"), "--mesh", "2", "--svg", path])
    #expect(outcome.status == 65 && outcome.errors.contains(path), "\(outcome.errors)")
  }

  @Test func `of a job the rank that writes tells of it`() throws {
    let scratch = try Scratch()
    let path = scratch.path("nowhere/made.npy")
    for words in [Self.tensor.words + ["--rank", "1"], Self.tensor.words] {
      let outcome = try Program.run(ranks: 2, ["reshard"] + words + ["--output", path])
      #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
      #expect(outcome.errors.contains("is required for --output, it cannot be: "))
    }
  }

  @Test func `a folder that cannot be made is told of before a model is read`() throws {
    let outcome = try Program.run(["convert", "nowhere.pt2", "-o", "/dev/null/x"])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "/dev/null/x: a folder is required for --output, it cannot be made: /dev/null is no folder"),
      "\(outcome.errors)")
  }
}
