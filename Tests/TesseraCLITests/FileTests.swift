import Elements
import Foundation
import Tensors
import Testing
import Waiting

@Suite(.waitingForPrograms) struct FileTests {
  static let dtypes = DType.allCases

  private func values(_ shape: [Int], _ dtype: DType) -> DenseTensor {
    DenseTensor(
      fill: .random(seed: 3), globalShape: shape, offsets: shape.map { _ in 0 }, sizes: shape,
      dtype: dtype)
  }

  @Test(arguments: dtypes)
  func `every dtype goes from a file to ranks and back`(dtype: DType) throws {
    let scratch = try Scratch()
    for order in NpyFile.Order.allCases {
      let tensor = values([5, 6], dtype)
      let (input, output) = (scratch.path("in.npy"), scratch.path("out.npy"))
      try NpyFile.write(tensor, to: input, order: order)
      let outcome = try Program.run(
        ["reshard", input, "--output", output, "--virtual", "--verify"]
          + "--mesh Meshes/2x2.yaml --from S(0),S(1) --to S(1),R".words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(try NpyFile.read(output).isIdentical(to: tensor))
    }
  }

  @Test func `a job reads a Fortran file, and writes result and shards`() throws {
    let scratch = try Scratch()
    let tensor = values([5, 6], .float16)
    let (input, output) = (scratch.path("in.npy"), scratch.path("out.npy"))
    try NpyFile.write(tensor, to: input, order: .fortran)
    let outcome = try Program.run(
      ranks: 4,
      ["reshard", input, "--output", output, "--shards", scratch.path("new/shards"), "--rank", "3"]
        + "--verify --mesh Meshes/reordered.yaml --from S(1)@snake --to S(0)@reverse".words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try NpyFile.read(output).isIdentical(to: tensor))
    // The rows 2, 2, 1, 0 go to the ranks 3, 2, 1, 0.
    for (rank, rows) in [(3, 0..<2), (2, 2..<4), (1, 4..<5), (0, 5..<5)] {
      let shard = try NpyFile.read(scratch.path("new/shards/rank\(rank).npy"))
      #expect(
        shard.isIdentical(to: tensor.slice(offsets: [rows.lowerBound, 0], sizes: [rows.count, 6])))
    }
  }

  @Test(arguments: ["sum", "avg", "max", "prod"], ["R", "S(0)"])
  func `numbers of all kinds are verified after they were partial`(op: String, from: String) throws
  {
    let scratch = try Scratch()
    let values: [Float] = [
      -0.0, 0, 3e38, -3e38, .infinity, -.nan, Float(bitPattern: 0x7fc1_2345), 0x1p-145,
    ]
    let (input, output) = (scratch.path("in.npy"), scratch.path("out.npy"))
    try NpyFile.write(DenseTensor(values, shape: [8]), to: input)
    let outcome = try Program.run(
      ["reshard", input, "--output", output, "--virtual", "--verify", "--mesh", "2"]
        + "--from \(from) --to P(\(op)) --then R".words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let expected = values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    #expect(try NpyFile.read(output).values(as: Float.self).map(\.bitPattern) == expected)
  }

  @Test func `the shards of one run are the input of the next`() throws {
    let scratch = try Scratch()
    let shards = scratch.path("shards")
    let mesh = "--mesh Meshes/overlapping.yaml --verify --virtual".words
    let first = try Program.run(
      ["reshard", "--shards", shards, "--shape", "3,4"] + mesh
        + "--from R@one --to P(sum),S(1)@all".words)
    #expect(first.status == 0, "\(first.errors)")
    let second = try Program.run(
      ["reshard", "--input-shards", shards, "--print"] + mesh
        + "--from P(sum),S(1)@all --to S(0)@right --rank 0".words)
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      second.output.hasSuffix(
        "on rank 0\n[[ 0.  1.  2.  3.]\n [ 4.  5.  6.  7.]\n [ 8.  9. 10. 11.]]\n"))
  }

  @Test func `shards with partial values are reduced, from ranks in odd order`() throws {
    let scratch = try Scratch()
    for (rank, number) in [(3, 10 as Int32), (1, 100), (2, 1000)] {
      try NpyFile.write(
        DenseTensor([number, 2 * number], shape: [2]), to: scratch.path("rank\(rank).npy"))
    }
    let mesh = try scratch.file(
      "mesh.yaml", "meshes:\n  a: { shape: [3], ranks: [3, 1, 2] }\n  b: { shape: [1] }\n")
    let outcome = try Program.run(
      ranks: 4,
      ["reshard", "--input-shards", scratch.folder.path, "--mesh", mesh]
        + "--from P(sum)@a --to R@b --print --verify".words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("i32[2]{R@b} on rank 0\n[1110 2220]\n"), "\(outcome.output)")
  }

  @Test func `a named tensor of a safetensors file is read`() throws {
    let scratch = try Scratch()
    let file = try Safetensors.write(scratch, "weights.safetensors")
    let words = "--mesh 2 --from S(0) --to S(1) --print --verify".words
    let virtual = try Program.run(["reshard", file, "--tensor", "w", "--virtual"] + words)
    #expect(virtual.status == 0 && virtual.errors.isEmpty, "\(virtual.errors)")
    #expect(virtual.output.hasSuffix("i16[2,2]{S(1)} on rank 0\n[[1 2]\n [3 4]]\n"))
    let job = try Program.run(ranks: 2, ["reshard", file, "--tensor", "w"] + words)
    #expect(job.output.hasSuffix("i16[2,2]{S(1)} on rank 0\n[[1 2]\n [3 4]]\n"))
    let other = try Program.run(["reshard", file, "--tensor", "v", "--virtual"] + words)
    #expect(other.status == 65 && other.isOneError)
    #expect(other.errors == "error: \(file): must have a tensor 'v', but has 'w'\n")
  }
}

/// A file with the tensor `w`, int16 [[1, 2], [3, 4]].
enum Safetensors {
  static func write(_ scratch: Scratch, _ name: String) throws -> String {
    let header = #"{"w":{"dtype":"I16","shape":[2,2],"data_offsets":[0,8]}}"#
    var bytes = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0])
    bytes += Data(header.utf8) + Data([1, 0, 2, 0, 3, 0, 4, 0])
    try bytes.write(to: URL(filePath: scratch.path(name)))
    return scratch.path(name)
  }
}
