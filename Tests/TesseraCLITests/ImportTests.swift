import Foundation
import Testing

/// `tessera import`, and the subcommands of `program` on a model's file.
@Suite struct ImportTests {
  private static let model = "Tests/ImportingTests/Fixtures/gpt2"

  /// Dictionaries have another order in each process.
  @Test(arguments: ["autocast", "edges", "buffers", "gpt2"])
  func `each process reads the same program of a file`(name: String) throws {
    let words = ["program", "check", "Tests/ImportingTests/Fixtures/\(name).pt2"]
    let first = try Program.run(words)
    #expect(first.status == 0, "\(first.errors)")
    for _ in 0..<4 { #expect(try Program.run(words).output == first.output) }
  }

  @Test
  func `a model runs on four ranks in two stages, and a value of one is printed on the other`()
    throws
  {
    let words =
      [
        "program", "run", "\(Self.model).pt2", "--mesh", "Meshes/pipeline-2x2.yaml", "--stage",
        "h.0=stage0", "--stage", "h.1=stage1", "--place", "*.c_fc.weight=S(1)", "--place",
        "*.c_fc.bias=S(0)", "--place", "*.c_out.weight=S(0)", "--input", "\(Self.model).in0.npy",
      ] + "--print embedding --rank 3 --verify".words
    let outcome = try Program.run(ranks: 4, words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("embedding: f32[2,16,16]{R@stage0} on rank 3"))
    #expect(outcome.output.contains("verified"))
  }

  @Test func `results are held against files on ranks, and the first number that differs is named`()
    throws
  {
    let words =
      ["import", "\(Self.model).pt2", "--mesh", "{dp: 2, tp: 2}"]
      + ["--places", "Meshes/placements-gpt2.yaml", "--place", "ids=S(0),R"]
      + ["--input", "\(Self.model).in0.npy", "--expect", "\(Self.model).out0.npy"]
    let outcome = try Program.run(ranks: 4, words)
    #expect(
      outcome.status == 0 && outcome.output.contains("all numbers within"), "\(outcome.errors)")
    let strict = try Program.run(ranks: 4, words + ["--tolerance", "1e-12"])
    #expect(strict.status == 65 && strict.isOneError, "\(strict.status) \(strict.errors)")
    #expect(strict.errors.contains("module lm_head, make.py"), "\(strict.errors)")
  }

  @Test(arguments: [
    ("import Meshes/mlp.program", Int32(64), "MODEL.onnx"),
    ("import nowhere.pt2", 65, "nowhere.pt2"),
    ("import Meshes/2x2.yaml --bind s0=1", 64, "--bind"),
    ("import Tests/ImportingTests/Fixtures/gpt2.pt2 --bind s0", 64, "SYMBOL=NUMBER"),
    ("import Tests/ImportingTests/Fixtures/gpt2.pt2 --bind s0=1", 65, "symbols are none"),
    (
      "program plan Tests/ImportingTests/Fixtures/gpt2.pt2 --mesh 2 --stage h.7=all", 64,
      "not known"
    ),
  ])
  func `what cannot be is refused in one line`(words: String, status: Int32, message: String) throws
  {
    let outcome = try Program.run(words.words)
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
