import SPMDRules
import Sharding
import Testing

@Suite struct MatmulTests {
  @Test
  func `A shard of k on both factors needs no communication and makes the product partial`() throws
  {
    let mesh = try ProcessMesh(shape: [2, 2])
    let x = RuleTensor(shape: [8, 6], attr: try TensorDistAttr(parsing: "S(0),S(1)", on: mesh))
    let y = RuleTensor(shape: [6, 4], attr: try TensorDistAttr(parsing: "R,S(0)", on: mesh))
    let answer = try Inference.infer(RuleCall(op: "matmul", inputs: [.one(x), .one(y)]))
    #expect(answer.inputs.flatMap(\.elements).map(\.description) == ["S(0),S(1)", "R,S(0)"])
    #expect(answer.outputs.flatMap(\.elements).map(\.description) == ["S(0),P(sum)"])
    #expect(answer.axes.description == "mk,kn->mn")
  }
}
