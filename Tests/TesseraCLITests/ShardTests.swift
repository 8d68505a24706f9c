import Testing
import Waiting

/// `tessera import --expect-shards`, on what PyTorch's DTensor held on four ranks: `Benchmarks/peers/dump_shards.py`.
@Suite(.waitingForPrograms) struct ShardTests {
  private static let folder = "Tests/ImportingTests/Fixtures/shards"

  private func run(_ name: String, _ words: [String] = []) throws -> Outcome {
    try Program.run(
      [
        "import", "\(Self.folder)/model.pt2", "--input", "\(Self.folder)/input.npy",
        "--expect-shards", "\(Self.folder)/\(name)",
      ] + words)
  }

  @Test func `values that lie as the table says are all as they must be`() throws {
    for words in [[], ["--mesh", "{dp: 2, tp: 2}", "--virtual"]] {
      let outcome = try run("right", words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      for value in ["linear:", "relu:", "linear_1:", "pow_1:", "mean:"] {
        #expect(outcome.output.contains(value), "\(outcome.output)")
      }
    }
  }

  @Test(arguments: [
    (
      "missing-all-reduce", "linear_1 (aten.linear.default, module down",
      "an all-reduce (sum) over 'tp' is missing"
    ),
    ("counted-twice", "rank 0 at [0..<3, 0..<4] is wrong", "a sum over 'tp' was counted twice"),
    (
      "mean-of-means", "mean (aten.mean.dim",
      "it is a mean of means: the shards over 'dp' have 3 and 2 rows of dim 0"
    ),
    ("nowhere", "nowhere/shards.json", "a table of the shards is required"),
  ])
  func `the first value that is wrong is named, and what would make it right`(
    name: String, place: String, cure: String
  ) throws {
    let outcome = try run(name)
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.errors.contains(place) && outcome.errors.contains(cure), "\(outcome.errors)")
  }
}
