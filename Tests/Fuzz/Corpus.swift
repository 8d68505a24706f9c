import Foundation

/// Valid inputs, most of them files of the repository.
enum Corpus {
  /// The folder of the package.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The files of a folder whose names end so, at most so many bytes of each.
  static func files(_ folder: String, _ suffix: String, atMost limit: Int = 1 << 14) -> [[UInt8]] {
    let place = package.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().compactMap { name in
      guard let data = try? Data(contentsOf: place.appending(path: name)), data.count <= limit
      else {
        return nil
      }
      return Array(data)
    }
  }

  static func texts(_ list: [String]) -> [[UInt8]] { list.map { Array($0.utf8) } }

  /// The first lines of each file.
  static func lines(_ folder: String, _ suffix: String, first count: Int) -> [[UInt8]] {
    files(folder, suffix, atMost: 1 << 20).flatMap { bytes in
      bytes.split(separator: UInt8(ascii: "\n"), maxSplits: count).prefix(count).map { Array($0) }
    }
  }

  /// A small `.safetensors` file with tensors of several dtypes.
  static let safetensors: [UInt8] = {
    let header =
      "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
      + "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]},"
      + "\"c\":{\"dtype\":\"BOOL\",\"shape\":[0,5],\"data_offsets\":[32,32]},"
      + "\"d\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[32,40]}}"
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return length + Array(header.utf8) + [UInt8](repeating: 1, count: 40)
  }()

  static let notations = texts([
    "R", "S(0)", "P(sum)", "S(0),R@grid", "S(0)#1,S(0)#0", "S(0:5,1,0,2)", "P(avg),P(max)", "@grid",
    "",
    "f32[8,6]{S(0),R@grid}", "i64[4]{R,R}", "bool[]{P(any),R}", "c64[3,0,2]{S(2),S(0)}", "2x4",
    "2,4",
    "{dp:2, tp:4}", "6,10", "[6,10]", "[]", "bfloat16[1024,1024]{S(1),P(sum)@grid}",
  ])

  static let programs =
    files("Meshes", ".program")
    + texts([
      "program p(x: f32[2,4]{S(0),R@grid}, parameter w: f32[4,2]) {\n  y = matmul(x, w) : f32[2,2]\n  return y\n}",
      "program q(ids: i64[3], t: bf16[8,4]{R,S(0)}) { e = embedding(ids, t) r = reshard(e) : bf16[3,4]{R,R} return r }",
      "program \"a b\"(x: f32[4]) { c = constant([1.5,-2,inf,0]) : f32[4] v, i = topk(x, k=2) y = add(x, c) return y, i }",
      "program e(a: f64[2,3], b: f64[3,2]) { y = einsum([a, b], equation=\"ij,jk->ik\") z = sum(y, axis=[0,1]) return z }",
    ])

  /// Words of a command line, one a line.
  static let commands = texts(
    [
      "plan --shape 8,6 --mesh 2x2 --from S(0),S(1) --to R,P(sum)",
      "plan --shape 65536,65536 --dtype bfloat16 --mesh 8x8 --from P(sum),R --to S(0),S(0) --minimise time",
      "plan --shape 8,6 --mesh {dp:2} --from S(0:5,3) --to R --all --ascii --memory-limit 64KiB",
      "simulate --shape 512,512 --mesh 4x4 --from S(0),R --to R,S(1) --json",
      "reshard --virtual --shape 7,5,3 --mesh 2x2 --from S(0),S(0) --to S(2),P(sum) --verify",
      "reshard --virtual --shape 7,5 --fill random --seed 3 --mesh 3 --from S(0) --to R --then S(1) --print",
      "print --virtual --shape 4,6 --mesh 2 --placement S(0) --rank 1 --precision 3 --threshold 9",
      "spmd infer matmul --mesh 2,2 --input f32[8,6]{S(0),S(1)} --input f32[6,4]{R,R}",
      "spmd infer sum --mesh 2 --input f32[8,6]{R} --attr axis=1 --backward --output f32[8]{S(0)}",
      "op softmax --virtual --mesh 2 --input f32[4,6]{S(0)} --attr axis=1 --verify",
      "op tile --virtual --mesh 2 --input f32[4,6]{R} --attr repeat_times=2,3 --print",
      "op one_hot --virtual --mesh 2 --input i64[6]{S(0)}:below(4) --attr num_classes=4",
      "op pad --virtual --mesh 2 --input f32[4]{R} --attr paddings=1,2",
      "checkpoint load Tests/TinyBert/model.safetensors --virtual --mesh 2 --place *.weight=S(0)",
      "checkpoint ls Tests/CheckpointsTests/Fixtures/dcp --json",
      "checkpoint verify Tests/CheckpointsTests/Fixtures/dcp-safe --quiet",
      "ranks 2x3", "doctor --help", "spmd list", "op list",
    ].map { $0.split(separator: " ").joined(separator: "\n") })
}
