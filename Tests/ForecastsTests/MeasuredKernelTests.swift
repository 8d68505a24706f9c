import CostModel
import Elements
import Forecasts
import Ops
import Programs
import SPMDRules
import Sharding
import Testing

/// Programs on processors whose kernels were measured.
@Suite struct MeasuredKernelTests {
  static let kernels = MeasuredKernels(
    cache: 0x1p20,
    ops: [
      "relu": [.float32: KernelRate(call: 1e-6, bandwidth: 40e9, beyond: 10e9)],
      "add": [.float32: KernelRate(call: 1e-6, bandwidth: 20e9)],
      "add:scalar": [.float32: KernelRate(call: 3e-6, bandwidth: 2e9)],
      "transpose": [.float32: KernelRate(call: 5e-7)],
      "reshape": [.float32: KernelRate(call: 4e-7)],
      "concat": [.float32: KernelRate(call: 1e-6, bandwidth: 8e9)],
    ], kinds: ["elementwise": [.float32: KernelRate(call: 2e-6, bandwidth: 10e9)]])

  static func topology(cores: Int? = nil) -> Topology {
    var topology = Topology.oneHost
    topology.engine.cores = cores
    topology.device = Device(kernels, memory: 0x1p33, copy: 10e9, source: "a test")
    topology.device?.launch = 1e-7
    return topology
  }

  static func seconds(_ text: String, ranks: Int = 1, cores: Int? = nil) throws -> Double {
    let mesh = try ProcessMesh(shape: [ranks])
    let completed = try Completion(on: [mesh])(try Program(parsing: text))
    let prices = try ProgramPrices(topology(cores: cores))
    return try ProgramForecast(completed, StepSetup(), prices).stepSeconds
  }

  static func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-9 * other }

  /// An op, and the seconds of its calls and of bytes at a rate.
  private static func line(
    _ text: String, _ calls: Double, _ bytes: Double = 0, at rate: Double = 1
  ) -> (String, Double) {
    (text, calls + bytes / rate)
  }

  private static let lines = [
    // What was not measured one way goes by the op, and else by its kind.
    line("y = add(x, x)", 1.1e-6, 12e3, at: 20e9), line("y = relu(x)", 1.1e-6, 8e3, at: 40e9),
    line("y = exp(x)", 2.1e-6, 8e3, at: 10e9),
    line("z = constant(1.0): f32[]\n  y = add(x, z)", 3.1e-6, 8004, at: 2e9),
    // A view costs its call; another shape of a turned one is a copy.
    line("y = transpose(x, perm=[1,0])", 6e-7), line("y = reshape(x, shape=[1000])", 5e-7),
    line("z = transpose(x, perm=[1,0])\n  y = reshape(z, shape=[1000])", 1.7e-6, 8e3, at: 8e9),
    // A conversion to the same dtype is nothing but a call.
    line("y = cast(x, dtype=float32)", 2.1e-6),
  ]

  @Test(arguments: lines)
  func `an op takes what its kernel took`(line: String, seconds: Double) throws {
    let text = "program p(x: f32[25,40]{R}) {\n  \(line)\n  return y\n}"
    let found = try Self.seconds(text)
    #expect(line.hasPrefix("y = cast") ? found <= seconds : Self.isNear(found, seconds), "\(found)")
  }

  @Test func `ranks that outnumber the cores share them`() throws {
    let text = "program p(x: f32[25,40]{R}) {\n  y = relu(x)\n  return y\n}"
    let alone = try Self.seconds(text, ranks: 2, cores: 2)
    #expect(Self.isNear(try Self.seconds(text, ranks: 4, cores: 2), 2 * alone))
    #expect(Self.isNear(try Self.seconds(text, ranks: 4), alone))
  }

  @Test func `what no cache holds comes from beyond it`() throws {
    // Small tensors beside an input that fills the cache.
    let text = """
      program p(x: f32[25,40]{R}, w: f32[1024,1024]{R}) {
        y = relu(x)
        return y
      }
      """
    #expect(Self.isNear(try Self.seconds(text), 1.1e-6 + 8e3 / 10e9))
  }

  @Test(
    arguments: [
      ("add", ["8,24", "8,24"], [:], "add"), ("add", ["8,24", "24"], [:], "add:spread"),
      ("where", ["8,24", "", "8,24"], [:], "where:scalar"),
      ("cast", ["8,24"], ["dtype": .string("bfloat16")], "cast:bf16"),
      ("gelu", ["8,24"], ["approximate": .bool(true)], "gelu:approximate"),
      ("matmul", ["8,24", "8,24"], ["trans_y": .bool(true)], "matmul:turned"),
      ("softmax", ["8,24"], [:], "softmax:short"), ("softmax", ["8,40"], [:], "softmax:narrow"),
      ("softmax", ["8,400"], [:], "softmax"), ("sum", ["8,24"], ["axis": .ints([1])], "sum:short"),
      ("sum", ["8,24"], ["axis": .ints([0])], "sum"),
      ("conv2d", ["2,4,9,9", "3,4,9,9"], ["paddings": .ints([1, 1])], "conv2d:wide"),
    ] as [(String, [String], [String: AttributeValue], String)])
  func `the way an op is called is a part of its kernel's name`(
    op: String, shapes: [String], attributes: [String: AttributeValue], name: String
  ) throws {
    let whole = TensorDistAttr.replicated(on: .single(0))
    let tensors = shapes.enumerated().map { place, text in
      LocalTensor(
        shape: text.split(separator: ",").compactMap { Int($0) },
        dtype: op == "where" && place == 0 ? .bool : .float32, attr: whole)
    }
    let answer = try Inference.infer(
      RuleCall(
        op: op,
        inputs: tensors.map { .one(RuleTensor(shape: $0.shape, attr: whole, dtype: $0.dtype)) },
        attributes: attributes))
    let outputs = answer.outputShapes.map {
      LocalTensor(
        shape: $0, dtype: op == "cast" ? .bfloat16 : .float32, attr: whole)
    }
    let schema = try #require(OpSchema.named(op))
    let work = KernelWork(
      schema, attributes, axes: answer.axes, inputs: tensors, outputs: outputs)
    #expect(work.op == name && work.family == schema.kind.rawValue)
  }
}
