import Programs
import Tessera
import Testing

/// Programs as the stages of a pipeline.
@Suite struct ProgramStageTests {
  @Test func `stages of programs give in micro-batches what the whole program gives`() throws {
    let cluster = Cluster.virtual(4)
    let meshes = try ["first", "last"].enumerated().map {
      try ProcessMesh(shape: [2], ranks: [2 * $0, 2 * $0 + 1], name: $1)
    }
    func compiled(_ text: String, _ meshes: [ProcessMesh]) throws -> CompiledProgram {
      try CompiledProgram(
        try Completion(on: meshes)(Program(parsing: text)).applying(), on: cluster)
    }
    func tensor(_ shape: [Int], _ attr: TensorDistAttr, _ seed: UInt64) throws -> DistTensor {
      try DistTensor(fill: .random(seed: seed), shape: shape, attr: attr, on: cluster)
    }
    let weights = ["S(1)@first", "S(0)@last"]
    let whole = try compiled(
      """
      program whole(x: f32[4,8]{R@first}, parameter w1: f32[8,8]{\(weights[0])},
        parameter w2: f32[8,8]{\(weights[1])}) {
        h = matmul(x, w1) a = relu(h) y = matmul(a, w2) z = neg(y) : f32[4,8]{R@last} return z }
      """, meshes)
    let parts = [
      try compiled(
        """
        program first(x: f32[2,8]{R}, parameter w1: f32[8,8]{S(1)}) {
          h = matmul(x, w1) a = relu(h) return a }
        """, [meshes[0]]),
      try compiled(
        """
        program last(a: f32[2,8]{S(1)}, parameter w2: f32[8,8]{S(0)}) {
          y = matmul(a, w2) z = neg(y) : f32[2,8]{R} return z }
        """, [meshes[1]]),
    ]
    for (index, part) in parts.enumerated() {
      let attr = try TensorDistAttr(parsing: weights[index], on: meshes)
      try part.bind(["w\(index + 1)": try tensor([8, 8], attr, UInt64(index))])
      try whole.bind(["w\(index + 1)": try tensor([8, 8], attr, UInt64(index))])
    }
    let stages = [
      try PipelineStage(parts[0], taking: "x", telling: ["h"]),
      try PipelineStage(parts[1], taking: "a"),
    ]
    #expect { try PipelineStage(parts[0], taking: "w1") } throws: { "\($0)".contains("'w1' is no") }
    let pipeline = try Pipeline(stages, in: cluster)
    var printed: [String] = []
    try pipeline.watch("h", microbatch: 1, on: 3) { printed.append($0.name) }
    let x = try tensor([4, 8], .replicated(on: meshes[0]), 9)
    let inputs = [try x[0..<2], try x[2..<4]]
    let run = try pipeline.run(inputs)
    let expected = try #require(try whole(["x": x])[0].full())
    let joined = try #require(try DistTensor.concat(run.outputs, axis: 0).full())
    #expect(joined.difference(from: expected, relative: 1e-6, absolute: 1e-6) == nil)
    #expect(printed == ["h"])
  }
}
