import CostModel
import Elements
import Forecasts
import Ops
import SPMDRules
import Sharding
import Testing

@Suite struct KernelWorkTests {
  /// An op with its operands, and the operations and bytes that its busiest rank has.
  struct Case: Sendable, CustomTestStringConvertible {
    let op: String
    let inputs: [(shape: [Int], placements: String)]
    var attributes: [String: AttributeValue] = [:]
    let operations: Double
    let bytes: Double
    var leastDim: Double?

    var testDescription: String { "\(op) \(inputs)" }
  }

  static let cases = [
    // 2 m k n, of which the mesh of 2x4 computes a part: rows by the first dim, columns by the second.
    Case(
      op: "matmul", inputs: [([16, 8], "R,R"), ([8, 32], "R,R")], operations: 2 * 16 * 8 * 32,
      bytes: 4 * (16 * 8 + 8 * 32 + 16 * 32), leastDim: 8),
    Case(
      op: "matmul", inputs: [([16, 8], "S(0),R"), ([8, 32], "R,S(1)")],
      operations: 2 * 8 * 8 * 8, bytes: 4 * (8 * 8 + 8 * 8 + 8 * 8), leastDim: 8),
    Case(
      op: "matmul", inputs: [([16, 8], "R,S(1)"), ([8, 32], "R,S(0)")],
      operations: 2 * 16 * 2 * 32, bytes: 4 * (16 * 2 + 2 * 32 + 16 * 32), leastDim: 2),
    // Uneven: the first rank has ceil(5 / 2) rows.
    Case(
      op: "matmul", inputs: [([5, 8], "S(0),R"), ([8, 32], "R,R")], operations: 2 * 3 * 8 * 32,
      bytes: 4 * (3 * 8 + 8 * 32 + 3 * 32)),
    Case(
      op: "add", inputs: [([16, 8], "S(0),S(1)"), ([16, 8], "S(0),S(1)")], operations: 0,
      bytes: 4 * 3 * 8 * 2),
    // A view moves nothing.
    Case(
      op: "reshape", inputs: [([16, 8], "S(0),R")], attributes: ["shape": .ints([128])],
      operations: 0, bytes: 0),
    // Of each number of the result 3 x 3 of 2 channels.
    Case(
      op: "conv2d", inputs: [([4, 2, 8, 8], "S(0),R"), ([6, 2, 3, 3], "R,R")],
      operations: 2 * (2 * 6 * 6 * 6) * (2 * 3 * 3),
      bytes: 4 * (2 * 2 * 64 + 6 * 2 * 9 + 2 * 6 * 36)),
  ]

  @Test(arguments: cases)
  func `operations and bytes are those of the busiest rank`(sample: Case) throws {
    let mesh = try ProcessMesh(shape: [2, 4])
    let tensors = try sample.inputs.map {
      LocalTensor(
        shape: $0.shape, dtype: .float32,
        attr: try TensorDistAttr(parsing: $0.placements, on: [mesh]))
    }
    let call = RuleCall(
      op: sample.op,
      inputs: tensors.map { .one(RuleTensor(shape: $0.shape, attr: $0.attr, dtype: .float32)) },
      attributes: sample.attributes)
    let answer = try Inference.infer(call)
    let outputs = zip(answer.outputs.flatMap(\.elements), answer.outputShapes).map {
      LocalTensor(shape: $1, dtype: .float32, attr: $0)
    }
    let schema = try #require(OpSchema.named(sample.op))
    let work = KernelWork(
      schema, sample.attributes, axes: answer.axes, inputs: tensors, outputs: outputs)
    #expect(work.operations == sample.operations)
    #expect(work.read + work.written == sample.bytes)
    if let leastDim = sample.leastDim { #expect(work.leastDim == leastDim) }
  }

  @Test func `a kernel takes what its operations take, or what its bytes take`() throws {
    let topology = try Topology(contentsOf: "Meshes/topology-dgx-h100.yaml")
    let (device, stack) = try topology.computing(by: .megatron)
    func seconds(_ work: KernelWork) -> Double { device.seconds(of: work, by: stack) }
    #expect(seconds(KernelWork(.view)) == 0)
    let small = KernelWork(.memory, read: 4, written: 4)
    #expect(seconds(small) >= device.launch)
    let large = KernelWork(.memory, read: 1e12)
    #expect(seconds(large) >= 1e12 / device.bandwidth)
    let product = KernelWork(.product, operations: 1e15, leastDim: 4096, width: 2)
    #expect(seconds(product) >= 1e15 / device.peak)
    // Twice as wide elements take longer, and so do narrow matrices.
    var wide = product
    wide.width = 4
    var narrow = product
    narrow.leastDim = 16
    #expect(seconds(wide) > seconds(product) && seconds(narrow) > seconds(product))
  }
}
