import Elements
import Files
import Foundation
import Programs
import Sharding
import Tensors
import Testing

@testable import Tessera

/// Layers that multiply integers of 8 bits.
@Suite struct QuantisedProgramTests {
  private static func program() throws -> Program {
    let file = TinyBert.package.appending(path: "Meshes/encoder-layer.program")
    return try Program(parsing: String(contentsOf: file, encoding: .utf8))
  }

  /// Inputs and parameters, floats around 0; no position is masked.
  private static func example(
    _ program: Program, seed: UInt64, on cluster: Cluster
  ) throws -> [String: DistTensor] {
    var generator = SeededGenerator(seed: seed)
    var tensors: [String: DistTensor] = [:]
    for id in program.inputs {
      let value = program.values[id]
      let count = value.shape.reduce(1, *)
      let isParameter = value.role == .parameter
      let numbers: [Float] = (0..<count).map { _ in
        if value.name == "mask" { return 0 }
        return Float.random(in: -1...1, using: &generator) * (isParameter ? 0.3 : 2)
      }
      tensors[value.name] = try DistTensor(
        DenseTensor(numbers, shape: value.shape), attr: .replicated(on: .single(0)), on: cluster)
    }
    return tensors
  }

  /// Two examples with the same parameters.
  private static func examples(_ program: Program, on cluster: Cluster) throws
    -> [[String: DistTensor]]
  {
    let first = try example(program, seed: 1, on: cluster)
    var second = try example(program, seed: 2, on: cluster)
    for id in program.inputs where program.values[id].role == .parameter {
      second[program.values[id].name] = first[program.values[id].name]
    }
    return [first, second]
  }

  @Test func `a layer's products are near those of floats, and all is reported`() throws {
    let cluster = Cluster.virtual(1)
    let program = try Self.program()
    let examples = try Self.examples(program, on: cluster)
    let quantised = try QuantisedProgram(program, examples: examples, on: cluster)
    #expect(quantised.layers == 1)
    #expect(quantised.program.ops.contains { $0.name == "fused_multi_transformer_int8" })
    #expect(
      quantised.errors.map(\.value) == ["y.0.qkv", "y.0.out_linear", "y.0.ffn1", "y.0.ffn2", "y"])
    for error in quantised.errors {
      #expect(error.relative > 0 && error.relative < 0.03, "\(error)")
      #expect(error.worst > 0 && error.worst <= error.largest, "\(error)")
    }
    // The largest magnitude of what the first product is of: that of x in either example.
    let largest = examples.compactMap { $0["x"]?.shards[0]?.values(as: Float.self) }.joined()
      .reduce(0) { max($0, abs($1)) }
    #expect(quantised.errors[0].largestInput == Double(largest))
  }

  @Test func `weights are rounded to 127ths of their column's largest`() throws {
    let cluster = Cluster.virtual(1)
    let program = try Self.program()
    let examples = try Self.examples(program, on: cluster)
    let quantised = try QuantisedProgram(program, examples: examples, on: cluster)
    let weight = try #require(examples[0]["w1"]?.shards[0])
    let integers = try #require(quantised.parameters["y.ffn1_weights.0"]?.shards[0])
    let scales = try #require(quantised.parameters["y.ffn1_out_scales.0"]?.shards[0])
    #expect(integers.shape == [96, 32] && integers.dtype == .int8)
    let input = try #require(quantised.errors[2].largestInput)
    let (floats, bytes) = (weight.values(as: Float.self), integers.values(as: Int8.self))
    for column in 0..<96 {
      let own = (0..<32).map { floats[$0 * 96 + column] }
      let most = try #require(own.map(abs).max())
      let rounded = own.map { Int8(($0 / most * 127).rounded()) }
      #expect(rounded == Array(bytes[column * 32..<(column + 1) * 32]), "column \(column)")
      let scale = scales.values(as: Float.self)[column]
      #expect(abs(Double(scale) - input * Double(most) / (127 * 127)) <= 1e-6 * Double(scale))
    }
  }

  @Test(arguments: ["2", "4"])
  func `the quantised program gives the same bits where its heads are cut`(mesh: String) throws {
    let alone = Cluster.virtual(1)
    let program = try Self.program()
    let examples = try Self.examples(program, on: alone)
    let quantised = try QuantisedProgram(program, examples: examples, on: alone)
    let whole = try CompiledProgram(
      try Completion(on: [.single(0)])(quantised.program), on: alone)
    let names = quantised.program.inputs.map { quantised.program.values[$0].name }
    let given = examples[0].merging(quantised.parameters) { $1 }.filter { names.contains($0.key) }
    let expected = try #require(try whole(given)[0].shards[0])

    let ranks = Int(mesh) ?? 1
    let cluster = Cluster.virtual(ranks)
    let line = try ProcessMesh(shape: [ranks])
    var patterns = PlacementPatterns()
    try patterns.add("*.qkv_weights.*", "S(1)")
    try patterns.add("*.ffn1_weights.*", "S(0)")
    let completed = try Completion(on: [line])(try patterns.applied(to: quantised.program))
    #expect(try !completed.innerFolds().isEmpty)
    var tensors: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let name = completed.program.values[id].name
      let tensor = try #require(given[name]?.shards[0])
      tensors[name] = try DistTensor(tensor, attr: completed.attrs[id], on: cluster)
    }
    let result = try CompiledProgram(completed, on: cluster)(tensors)[0]
    let full = try #require(try result.full(on: 0))
    #expect(full.difference(from: expected) == nil)
  }

  @Test func `a program without such layers is refused, with the reason`() throws {
    let text = "program p(x: f32[4,8], parameter w: f32[8,8]) { y = matmul(x, w) return y }"
    let error = #expect(throws: TesseraError.self) {
      try QuantisedProgram(try Program(parsing: text), examples: [[:]])
    }
    #expect(error?.kind == .data)
    #expect("\(error.map { "\($0)" } ?? "")".contains("a transformer layer that can be quantised"))
  }
}
