import Foundation
import SPMDRules
import Sharding
import Tensors
import Testing

@testable import Tessera

@Suite struct KernelScratchTests {
  typealias Case = (op: String, inputs: [String], attributes: [String: AttributeValue])

  /// Of each family that takes much for itself one op or more.
  static let cases: [Case] = [
    ("argsort", ["f32[1048576]"], ["axis": .int(0)]),
    ("topk", ["f16[1048576]"], ["k": .int(5)]),
    ("one_hot", ["i32[524288]"], ["num_classes": .int(2)]),
    ("gather", ["f32[64,8]", "i64[524288]"], ["axis": .int(1)]),
    ("embedding", ["i32[1048576]", "f32[16,2]"], [:]),
    ("take_along_axis", ["f32[8,262144]", "i64[8,262144]"], ["axis": .int(0)]),
    ("put_along_axis", ["f16[8,131072]", "i64[8,131072]", "f16[8,131072]"], ["axis": .int(0)]),
    ("scatter_nd_add", ["bf16[4096,64]", "i32[65536,1]", "bf16[65536,64]"], [:]),
    ("conv2d", ["f32[2,16,96,96]", "f32[4,16,5,5]"], ["paddings": .ints([2, 2])]),
    ("conv2d_transpose", ["f32[1,32,64,64]", "f32[32,8,5,5]"], [:]),
    (
      "flash_attention", ["f32[1,512,4,16]", "f32[1,512,4,16]", "f32[1,512,4,16]"],
      [
        "return_softmax": .bool(true)
      ]
    ),
    ("einsum", ["f32[512,8]", "f32[8,512]", "f32[512,4]"], ["equation": .string("ab,bc,cd->ad")]),
    ("matmul", ["f64[1024,512]", "f32[512,1024]"], [:]),
    ("logsumexp", ["f32[1048576]"], ["reduce_all": .bool(true)]),
    ("sum", ["i8[2097152]"], [:]),
    ("softmax", ["f32[1024,1024]"], ["axis": .int(0)]),
    ("cross_entropy_with_softmax", ["f32[524288,4]", "i64[524288,1]"], [:]),
    ("poisson", ["f32[262144]"], [:]),
    ("dropout", ["f32[1048576]"], ["p": .double(0.5)]),
    ("moe_combine", ["f32[1024,256]", "f32[4096,2]", "i32[4096,2]"], [:]),
    ("add", ["f64[1048576]", "i8[1048576]"], [:]),
    ("cumsum", ["i16[2097152]"], ["axis": .int(0)]),
  ]

  /// The memory that the process has and had at its worst moment, since `startOver`.
  private static func memory() throws -> (now: Double, most: Double) {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    func value(_ name: String) -> Double {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
      return 1024 * (line.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? 0)
    }
    return (value("VmRSS:"), value("VmHWM:"))
  }

  /// In a process of its own, whose memory the system tells.
  @Test func `what ops are said to take is above what they take`() async {
    await #expect(processExitsWith: .success) {
      let cluster = Cluster.virtual(1)
      let mesh = try ProcessMesh(shape: [1])
      // The library of products takes what it needs at the first one.
      let square = try DistTensor(fill: .ones, shape: [512, 512], "R", on: mesh, in: cluster)
      _ = try square.matmul(square)
      for (op, inputs, attributes) in KernelScratchTests.cases {
        let specs = try inputs.map { try TensorSpec(parsing: "\($0){R}", on: [mesh]) }
        let tensors = try specs.map {
          try DistTensor(
            fill: $0.dtype.isInteger ? .zeros : .random(seed: 1), shape: $0.shape, dtype: $0.dtype,
            attr: $0.attr, on: cluster)
        }
        let operands = op == "einsum" ? [Operand.list(specs)] : specs.map { .one($0) }
        let need = try cluster.need(of: op, operands, attributes, scratchFrom: 0).bytes
        StoragePool.trim()
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = try KernelScratchTests.memory().now
        _ = try cluster.apply(
          op, op == "einsum" ? [.list(tensors)] : tensors.map { .one($0) }, attributes)
        let taken = try KernelScratchTests.memory().most - before
        let slack = 4.0 * 0x1p20
        #expect(taken <= need + slack, "\(op) takes \(taken), said are \(need)")
      }
    }
  }
}
