import Foundation
import Tensors
import Testing
import Waiting

/// Mistakes that are in the input's files, or in where the output goes.
@Suite(.waitingForPrograms) struct FileErrorTests {
  /// Runs without MPI and on two ranks; both tell the same.
  private func expect(
    _ words: [String], _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let command = ["reshard", "--mesh", "2"] + words
    let virtual = try Program.run(command + ["--virtual"])
    let job = try Program.run(ranks: 2, command)
    for outcome in [virtual, job] {
      #expect(outcome.status == 65, sourceLocation: sourceLocation)
      #expect(outcome.isOneError, "\(outcome.errors)", sourceLocation: sourceLocation)
      #expect(
        outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }

  private func shards(_ scratch: Scratch, _ shapes: [[Int]]) throws {
    for (rank, shape) in shapes.enumerated() {
      try NpyFile.write(
        DenseTensor(zeros: shape, dtype: .float32), to: scratch.path("rank\(rank).npy"))
    }
  }

  @Test func `a truncated data file`() throws {
    let scratch = try Scratch()
    try shards(scratch, [[8]])
    let path = scratch.path("rank0.npy")
    try Data(contentsOf: URL(filePath: path)).dropLast(5).write(to: URL(filePath: path))
    try expect(
      [path] + "--from S(0) --to R".words,
      "truncated: f32 of shape [8] takes 32 bytes of data, but the file has 27")
  }

  @Test func `a data file of another dtype`() throws {
    let scratch = try Scratch()
    try shards(scratch, [[8]])
    try expect(
      [scratch.path("rank0.npy")] + "--dtype int8 --from S(0) --to R".words,
      "rank0.npy: --dtype says i8, the file holds f32")
  }

  @Test func `a shard file that one rank lacks`() throws {
    let scratch = try Scratch()
    try shards(scratch, [[4]])
    try expect(
      ["--input-shards", scratch.folder.path] + "--from P(sum) --to R".words,
      "rank1.npy: open failed: No such file or directory")
  }

  @Test(arguments: [
    (
      "S(0)", [[2], [3]], "rank0.npy: rank 0's shard under 'S(0)' of f32[5] must be f32[3]"
    ),
    ("P(sum)", [[4], [3]], "rank 1's shard under 'P(sum)' of f32[4] must be f32[4]"),
    ("S(0)", [[4], [2, 2]], "rank 1"),
    ("S(0)", [[5], [1]], "it is f32[5]; the files fit 'S(0:5,1)'"),
    ("S(1)", [[2, 1], [2, 4]], "it is f32[2, 1]; the files fit 'S(1:1,4)'"),
  ])
  func `a shard of a wrong shape`(from: String, shapes: [[Int]], message: String) throws {
    let scratch = try Scratch()
    try shards(scratch, shapes)
    try expect(
      ["--input-shards", scratch.folder.path, "--from", from, "--to", "R"], message)
  }

  @Test func `shards that are too long together`() throws {
    let scratch = try Scratch()
    for rank in 0..<2 {
      try NpyFile.write(
        DenseTensor(zeros: [1 << 62, 0], dtype: .uint8), to: scratch.path("rank\(rank).npy"))
    }
    try expect(
      ["--input-shards", scratch.folder.path] + "--from S(0) --to R".words,
      "shard of rank 1: dim 0 of the whole must be below 2^63, it is not")
  }

  @Test func `shards of different dtypes`() throws {
    let scratch = try Scratch()
    try shards(scratch, [[4], [4]])
    try NpyFile.write(DenseTensor(zeros: [4], dtype: .int8), to: scratch.path("rank1.npy"))
    try expect(
      ["--input-shards", scratch.folder.path] + "--from P(sum) --to R".words,
      "must be f32[4], it is i8[4]")
  }

  @Test func `replicas that differ are found by verify`() throws {
    let scratch = try Scratch()
    for (rank, value) in [(0, 1 as Int32), (1, 2)] {
      try NpyFile.write(
        DenseTensor([value, value], shape: [2]), to: scratch.path("rank\(rank).npy"))
    }
    let words = "reshard --mesh 2 --from R --to S(0) --verify --input-shards".words
    for virtual in [["--virtual"], []] {
      let command = words + [scratch.folder.path] + virtual
      let outcome =
        try virtual.isEmpty ? Program.run(ranks: 2, command) : Program.run(command)
      #expect(outcome.status == 70 && outcome.isOneError, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix("error: --verify: rank 1's shard "), "\(outcome.errors)")
    }
  }

  @Test func `an output that cannot be written`() throws {
    let scratch = try Scratch()
    let folder = try scratch.folder("full.npy")
    try expect(
      "--shape 4 --from S(0) --to R --output".words + [folder], "\(folder): ")
  }

  @Test func `a shard that one rank cannot write`() throws {
    let scratch = try Scratch()
    let folder = try scratch.folder("shards/rank1.npy")
    try expect(
      "--shape 4 --from S(0) --to R --shards".words + [scratch.path("shards")], "\(folder): ")
  }
}
