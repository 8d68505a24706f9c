import Foundation
import Testing

/// Words of `tessera checkpoint` that would lose something, or do nothing, are refused before anything is written.
@Suite struct CheckpointWordTests {
  /// What is typed, the exit code, and a part of the error.
  static let refused: [(words: String, status: Int32, error: String)] = [
    (
      "load --mesh 2 --plan --output whole.safetensors", 64,
      "--plan: it reads no data, and --output"
    ),
    ("load --mesh 2 --plan --shards parts", 64, "--plan: it reads no data, and --shards"),
    ("load --mesh 2 --plan --moves", 64, "--plan: it reads no data, and --moves"),
    ("load --mesh 2 --output whole.npy", 64, "a name that ends in .safetensors is required"),
    ("load --mesh 2 --allow-missing", 64, "--allow-missing: --expect is required"),
    ("load --mesh 2 --ignore-unexpected", 64, "--ignore-unexpected: --expect is required"),
    ("load --mesh 2 --cast", 64, "--cast: --expect is required"),
    ("load --mesh 2 --rename names.yaml", 65, "a line of the renames must suit one of its tensors"),
    ("save --mesh 2 --to new --scalar step=1 --scalar step=2", 64, "must be given once"),
    ("save --mesh 2 --to new --scalar step=9223372036854775808", 64, "not 9223372036854775808"),
    ("save --mesh 2 --to new --scalar step=-99999999999999999999", 64, "of 64 bits"),
    ("save --mesh 2 --to new --scalar rate=1e400", 64, "not 1e400"),
  ]

  @Test(arguments: refused) func `they are refused`(
    words: String, status: Int32, error: String
  ) throws {
    let scratch = try Scratch()
    let table = try scratch.file("names.yaml", "\"decoder.*\": \"*\"\n")
    let folder = (table as NSString).deletingLastPathComponent
    var words = words.split(separator: " ").map(String.init)
    words.insert(CheckpointTests.model, at: 1)
    for place in words.indices where place > 0 {
      let before = words[place - 1]
      if ["--output", "--shards", "--to", "--rename"].contains(before) {
        words[place] = "\(folder)/\(words[place])"
      }
    }
    let outcome = try Program.run(["checkpoint"] + words + ["--virtual"])
    #expect(outcome.status == status && outcome.errors.contains(error), "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["names.yaml"])
  }

  @Test(arguments: ["save --mesh 1 --virtual", "load --mesh 1 --virtual", "convert", "verify"])
  func `what is not read is told, also where no report is`(words: String) throws {
    let scratch = try Scratch()
    let entries =
      #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "#
      + #""b": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [4, 8]}}"#
    let header = entries.padding(toLength: 128, withPad: " ", startingAt: 0)
    let path = scratch.path("mixed.safetensors")
    try
      (Data([UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7)) + Data(header.utf8)
      + Data(count: 8)).write(to: URL(filePath: path))
    var words = ["checkpoint"] + words.words + [path, "--quiet"]
    if ["save", "convert"].contains(words[1]) { words += ["--to", scratch.path("new")] }
    let outcome = try Program.run(words)
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("notice: not read") && outcome.errors.contains("b: tensor 'b'")
        && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  @Test func `scalars keep what they say`() throws {
    let scratch = try Scratch()
    let folder = scratch.path("new")
    let given = ["most=9223372036854775807", "rate=1e-3", "word=a=b", "none=nan", "top=inf"]
    let saved = try Program.run(
      ["checkpoint", "save", CheckpointTests.model, "--mesh", "1", "--virtual", "--to", folder]
        + given.flatMap { ["--scalar", $0] })
    #expect(saved.status == 0, "\(saved.errors)")
    let listed = try Program.run(["checkpoint", "ls", folder])
    for text in ["9223372036854775807", "0.001", "a=b", "nan", "inf"] {
      #expect(listed.output.contains(text), "\(listed.output)")
    }
  }
}
