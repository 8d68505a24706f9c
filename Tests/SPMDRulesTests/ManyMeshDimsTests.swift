import Foundation
import ReshardCases
import SPMDRules
import Sharding
import Testing

/// Meshes of so many dims that not every combination of columns can be tried.
///
/// A search of all of them would not end within these tests' patience: on 12 mesh dims it has millions.
@Suite struct ManyMeshDimsTests {
  /// By the number of mesh dims of 2: the inputs' placements, drawn.
  static let questions: [(op: String, shapes: [[Int]])] = [
    ("conv2d", [[64, 64, 7, 9], [64, 64, 3, 3]]),
    ("conv2d", [[1 << 13, 1 << 13, 4, 4], [1 << 13, 1 << 13, 1, 1]]),
    ("matmul", [[1 << 12, 1 << 12], [1 << 12, 1 << 12]]),
    ("scatter", [[100, 64, 30], [50], [50, 64, 30]]),
    ("add", [[32, 32, 32], [32, 32, 32]]),
    ("softmax", [[32, 32, 32]]),
    ("flash_attention", [[16, 8, 16, 32], [16, 8, 16, 32], [16, 8, 16, 32]]),
  ]

  @Test(arguments: questions)
  func `a search on many mesh dims ends, and what it finds is legal`(op: String, shapes: [[Int]])
    throws
  {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for ndim in [9, 12] {
      let mesh = try ProcessMesh(shape: [Int](repeating: 2, count: ndim))
      do {
        let inputs = try shapes.map { shape in
          RuleTensor(
            shape: shape,
            attr: try TensorDistAttr(
              mesh: mesh,
              placements: (0..<ndim).map { _ in
                [.replicate, .partial(.sum)].randomElement(using: &generator).flatMap {
                  Bool.random(using: &generator)
                    ? .shard(Int.random(in: shape.indices, using: &generator)) : $0
                } ?? .replicate
              }))
        }
        let call = RuleCall(op: op, inputs: inputs.map { .one($0) })
        let answer = try Inference.infer(call)
        let attrs = answer.inputs.flatMap(\.elements) + answer.outputs.flatMap(\.elements)
        for (attr, shape) in zip(attrs, shapes + answer.outputShapes) {
          try attr.validate(shape: shape)
        }
        // What the op wants it does not want otherwise.
        let again = RuleCall(
          op: op,
          inputs: zip(answer.inputs, shapes).map { wanted, shape in
            wanted.map { RuleTensor(shape: shape, attr: $0) }
          })
        #expect(try Inference.infer(again).inputs == answer.inputs, "seed \(seed)")
      }
    }
  }

  @Test func `what cannot be all tried is no worse than what each operand asks for`() throws {
    let mesh = try ProcessMesh(shape: [Int](repeating: 2, count: 12))
    func attr(_ dim: Int) throws -> TensorDistAttr {
      try TensorDistAttr(
        mesh: mesh, placements: [Placement](repeating: .shard(dim), count: mesh.ndim))
    }
    let size = 1 << 12
    let (x, y) = (try attr(0), try attr(1))
    let call = RuleCall(
      op: "matmul",
      inputs: [
        .one(RuleTensor(shape: [size, size], attr: x)),
        .one(RuleTensor(shape: [size, size], attr: y)),
      ])
    let reasons = try Inference.reasons(for: call)
    #expect(!reasons.isExhaustive && reasons.candidates.count > 100)
    let chosen = reasons.candidates[0]
    let gathered = 4 * Price.reshard([size, size], from: y, to: .replicated(on: mesh))
    #expect(chosen.bytesBefore + chosen.bytesAfter <= gathered)
  }

  @Test func `the last turn of a shard is kept on a million ranks`() throws {
    let mesh = try ProcessMesh(shape: [1 << 20])
    let x = RuleTensor(
      shape: [1 << 20, 3], attr: try TensorDistAttr(parsing: "S(0)", on: mesh))
    let answer = try Inference.infer(
      RuleCall(
        op: "slice", inputs: [.one(x)],
        attributes: ["axes": .ints([1]), "starts": .ints([0]), "ends": .ints([2])]))
    #expect(answer.outputs.flatMap(\.elements).map(\.description) == ["S(0)"])
  }
}
