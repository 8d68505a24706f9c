import Foundation
import Testing
import Waiting

/// `tessera convert`, and the package that it writes.
@Suite(.waitingForPrograms) struct ConvertTests {
  private static let model = "Tests/ImportingTests/Fixtures/gpt2"
  private static let example = "Sources/Examples/GPT2"

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Program.package.appending(path: path), encoding: .utf8)
  }

  @Test
  func
    `GPT-2's package is the one of the examples, and what it runs is the file's result to the bit`()
    throws
  {
    let scratch = try Scratch()
    let folder = scratch.path("GPT2")
    let made = try Program.run(["convert", "\(Self.model).pt2", "-o", folder])
    #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
    #expect(made.output.contains("74 of 74 calls converted (100 %)"), "\(made.output)")
    for file in ["Package.swift", "Sources/GPT2Model/GPT2.swift", "Sources/gpt2/main.swift"] {
      #expect(
        try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
          == text("\(Self.example)/\(file)"), "\(file)")
    }
    let program = Program.built.appending(path: "gpt2").path
    let words = [
      "--weights", "\(folder)/weights.safetensors", "--input", "\(Self.model).in0.npy", "--output",
    ]
    let alone = scratch.path("alone.npy")
    let run = try Program.run(program, ranks: 1, words + [alone])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let same = try Program.run([
      "import", "\(Self.model).pt2", "--input", "\(Self.model).in0.npy", "--expect", alone,
      "--tolerance", "0",
    ])
    #expect(same.status == 0 && same.output.contains("to the digit"), "\(same.errors)")
    let places = [
      "--mesh", "{dp: 2, tp: 2}", "--places", "Meshes/placements-gpt2.yaml", "--place",
      "ids=S(0),R",
    ]
    let (ours, theirs) = (scratch.path("ours.npy"), scratch.path("theirs.npy"))
    let spread = try Program.run(program, ranks: 4, words + [ours] + places)
    #expect(spread.status == 0 && spread.errors.isEmpty, "\(spread.errors)")
    let imported = try Program.run(
      ranks: 4,
      [
        "program", "run", "\(Self.model).pt2", "--input", "\(Self.model).in0.npy", "--output",
        theirs,
      ]
        + places)
    #expect(imported.status == 0 && imported.errors.isEmpty, "\(imported.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: ours)) == Data(contentsOf: URL(filePath: theirs)))
  }

  @Test(arguments: [
    ("convert Meshes/mlp.program -o /tmp/x", Int32(64), "MODEL.pt2 or MODEL.py:CLASS"),
    ("convert nowhere.pt2 -o /tmp/x", 65, "nowhere.pt2"),
    ("convert \(model).pt2 -o /dev/null/x", 65, "a folder is required"),
    ("convert \(model).pt2 --input f32[2] -o /tmp/x", 64, "--input: MODEL.py:CLASS"),
    ("convert m.py:M -o /tmp/x --python /nowhere/python", 69, "Python is required"),
    ("import \(model).pt2 --weights Meshes", 65, "a checkpoint is required"),
    ("program check Meshes/mlp.program --weights Meshes", 64, "--weights: a PyTorch model"),
  ])
  func `what cannot be is refused in one line`(words: String, status: Int32, message: String) throws
  {
    let outcome = try Program.run(words.words)
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `weights come from files by their names, and all that do not fit are told at once`()
    throws
  {
    let scratch = try Scratch()
    let folder = scratch.path("GPT2")
    _ = try Program.run(["convert", "\(Self.model).pt2", "-o", folder])
    let words = [
      "import", "\(Self.model).pt2", "--input", "\(Self.model).in0.npy", "--expect",
      "\(Self.model).out0.npy", "--weights",
    ]
    for path in [folder, "\(folder)/weights.safetensors"] {
      let outcome = try Program.run(words + [path])
      #expect(
        outcome.status == 0 && outcome.output.contains("all numbers within"), "\(outcome.errors)")
    }
    // The MLP has other names but for none.
    let other = scratch.path("MLP")
    _ = try Program.run(["convert", "Tests/ImportingTests/Fixtures/train.pt2", "-o", other])
    let wrong = try Program.run(words + [other])
    #expect(wrong.status == 65 && wrong.isOneError, "\(wrong.errors)")
    #expect(
      wrong.errors.contains("missing: ") && wrong.errors.contains("unexpected: "), "\(wrong.errors)"
    )
  }
}
