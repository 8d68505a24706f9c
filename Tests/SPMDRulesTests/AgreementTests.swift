import SPMDRules
import Sharding
import Testing

/// What no operand contradicts is kept; where they contradict each other, the fewest bytes win.
@Suite struct AgreementTests {
  struct Question: Sendable, CustomTestStringConvertible {
    let op: String
    let inputs: [[String]]
    var mesh = [4]
    var attributes: [String: AttributeValue] = [:]
    let told: String

    var testDescription: String { "\(op) \(inputs) on \(mesh)" }
  }

  /// Each leaves a fold that takes more bytes than moving an operand would.
  static let kept = [
    Question(
      op: "matmul", inputs: [["[64,32]{R}"], ["[32,128]{S(0)}"]], told: "S(1); S(0) => P(sum)"),
    Question(
      op: "matmul", inputs: [["[64,32]{S(1)}"], ["[32,128]{R}"]], told: "S(1); S(0) => P(sum)"),
    Question(
      op: "matmul", inputs: [["[32,64]{R}"], ["[128,32]{S(1)}"]],
      attributes: ["trans_x": .bool(true), "trans_y": .bool(true)], told: "S(0); S(1) => P(sum)"),
    Question(
      op: "matmul_v2", inputs: [["[8,64,32]{S(0),R}"], ["[32,128]{R,S(0)}"]], mesh: [2, 2],
      told: "S(0),S(2); R,S(0) => S(0),P(sum)"),
    Question(
      op: "bmm", inputs: [["[3,64,8]{R}"], ["[3,8,128]{S(1)}"]], told: "S(2); S(1) => P(sum)"),
    Question(
      op: "einsum", inputs: [["[64,8]{R}", "[8,128]{S(0)}"]],
      attributes: ["equation": .string("ij,jk->ik")], told: "S(1); S(0) => P(sum)"),
    Question(
      op: "linear_v2", inputs: [["[64,8]{R}"], ["[8,128]{S(0)}"], ["[128]{R}"]],
      told: "S(1); S(0); P(sum) => P(sum); R"),
    Question(
      op: "fused_gemm_epilogue", inputs: [["[64,8]{R}"], ["[8,128]{S(0)}"], ["[128]{R}"]],
      told: "S(1); S(0); P(sum) => P(sum); R"),
    Question(
      op: "conv2d", inputs: [["[2,4,16,16]{R}"], ["[64,4,3,3]{S(1)}"]],
      told: "S(1); S(1) => P(sum)"),
    Question(
      op: "conv2d", inputs: [["[2,4,16,16]{S(1)}"], ["[64,4,3,3]{R}"]],
      told: "S(1); S(1) => P(sum)"),
    Question(
      op: "conv2d_transpose", inputs: [["[2,4,16,16]{R}"], ["[4,64,3,3]{S(0)}"]],
      told: "S(1); S(0) => P(sum)"),
    Question(
      op: "moe_combine", inputs: [["[8,512]{R}"], ["[64,4]{S(1)}"], ["[64,4]{R}"]],
      told: "R; S(1); S(1) => P(sum)"),
    Question(
      op: "flash_attention",
      inputs: [["[2,8,4,16]{R}"], ["[2,64,4,16]{S(2)}"], ["[2,64,4,16]{R}"]],
      told: "S(2); S(2); S(2) => S(2); S(1); S(1); R"),
    Question(
      op: "embedding", inputs: [["[64,64]{R}"], ["[4,512]{S(0)}"]], told: "R; S(0) => P(sum)"),
    Question(
      op: "fused_linear_param_grad_add",
      inputs: [["[8,64]{S(0)}"], ["[8,128]{R}"], ["[0]{R}"], ["[0]{R}"]],
      told: "S(0); S(0); R; R => P(sum); P(sum)"),
  ]

  @Test(arguments: kept)
  func `an answer that no operand contradicts is kept, and moves no byte`(question: Question)
    throws
  {
    let found = try inferred(
      question.op, question.inputs, mesh: question.mesh, question.attributes)
    #expect(found == question.told)
    let reasons = try reasons(question)
    #expect(reasons.candidates.count == 1 && reasons.candidates[0].bytesBefore == 0)
    #expect(reasons.candidates[0].isChosen)
    #expect(reasons.meshDims.allSatisfy { $0.isAgreed && $0.wishes.allSatisfy(\.isKept) })
  }

  /// A wish on one mesh dim is not lost for a contradiction on another.
  @Test func `a mesh dim that nobody contradicts is kept beside one that is contradicted`() throws {
    let question = Question(
      op: "matmul", inputs: [["[64,32]{S(0),R}"], ["[32,128]{S(1),S(0)}"]], mesh: [2, 2],
      told: "R,S(1); S(1),S(0) => S(1),P(sum)")
    #expect(try inferred(question.op, question.inputs) == question.told)
    let reasons = try reasons(question)
    #expect(reasons.meshDims.map(\.isAgreed) == [false, true])
    #expect(reasons.meshDims.map { $0.wishes.map(\.isKept) } == [[false, true], [true]])
    #expect(
      reasons.candidates.allSatisfy { $0.outputs[0].description.hasSuffix("P(sum)") })
  }

  static let contradictions = [
    Question(
      op: "matmul", inputs: [["[64,32]{S(0)}"], ["[32,128]{S(1)}"]], told: "R; S(1) => S(1)"),
    Question(
      op: "matmul", inputs: [["[512,32]{S(0)}"], ["[32,128]{S(1)}"]], told: "S(0); R => S(0)"),
    Question(
      op: "matmul", inputs: [["[4,4096]{S(0)}"], ["[4096,4]{S(1)}"]], told: "S(1); S(0) => P(sum)"),
    Question(
      op: "matmul", inputs: [["[64,32]{S(0)}"], ["[32,8]{S(0)}"]], told: "S(0); R => S(0)"),
  ]

  @Test(arguments: contradictions)
  func `of contradicting wishes the fewest bytes win, the fold counted`(question: Question) throws {
    #expect(
      try inferred(question.op, question.inputs, mesh: question.mesh) == question.told)
    let reasons = try reasons(question)
    #expect(reasons.isExhaustive && reasons.candidates.count > 2)
    let bytes = reasons.candidates.map { $0.bytesBefore + $0.bytesAfter }
    #expect(bytes == bytes.sorted())
    #expect(reasons.candidates.map(\.isChosen) == [true] + bytes.dropFirst().map { _ in false })
  }

  @Test func `bytes are compared, not elements`() throws {
    let mesh = try ProcessMesh(shape: [2])
    func wanted(_ first: DType, _ second: DType) throws -> [String] {
      let x = RuleTensor(
        shape: [100, 10], attr: try TensorDistAttr(parsing: "S(0)", on: mesh), dtype: first)
      let y = RuleTensor(
        shape: [10, 60], attr: try TensorDistAttr(parsing: "S(1)", on: mesh), dtype: second)
      return try Inference.infer(RuleCall(op: "matmul", inputs: [.one(x), .one(y)])).inputs
        .flatMap(\.elements).map(\.description)
    }
    #expect(try wanted(.float32, .float32) == ["S(0)", "R"])
    #expect(try wanted(.float16, .float32) == ["R", "S(1)"])
  }

  private func reasons(_ question: Question) throws -> RuleReasons {
    let mesh = try ProcessMesh(shape: question.mesh)
    let inputs = try question.inputs.map { texts -> Operand<RuleTensor> in
      let tensors = try texts.map { text in
        let spec = try TensorSpec(parsing: "f32\(text)", on: [mesh])
        return RuleTensor(shape: spec.shape, attr: spec.attr)
      }
      return tensors.count == 1 ? .one(tensors[0]) : .list(tensors)
    }
    return try Inference.reasons(
      for: RuleCall(op: question.op, inputs: inputs, attributes: question.attributes))
  }
}
