import SPMDRules
import Sharding
import Testing

/// What no operand contradicts is kept; where they contradict each other, the fewest bytes win.
@Suite struct AgreementTests {
  /// Each leaves a fold that takes more bytes than moving an operand would.
  static let kept: [(Question, String)] = [
    (Question("matmul", ["[64,32]{R}", "[32,128]{S(0)}"], mesh: [4]), "S(1); S(0) => P(sum)"),
    (Question("matmul", ["[64,32]{S(1)}", "[32,128]{R}"], mesh: [4]), "S(1); S(0) => P(sum)"),
    (
      Question(
        "matmul", ["[32,64]{R}", "[128,32]{S(1)}"], mesh: [4],
        ["trans_x": .bool(true), "trans_y": .bool(true)]), "S(0); S(1) => P(sum)"
    ),
    (
      Question("matmul_v2", ["[8,64,32]{S(0),R}", "[32,128]{R,S(0)}"], mesh: [2, 2]),
      "S(0),S(2); R,S(0) => S(0),P(sum)"
    ),
    (Question("bmm", ["[3,64,8]{R}", "[3,8,128]{S(1)}"], mesh: [4]), "S(2); S(1) => P(sum)"),
    (
      Question(
        "einsum", [["[64,8]{R}", "[8,128]{S(0)}"]], mesh: [4], ["equation": .string("ij,jk->ik")]),
      "S(1); S(0) => P(sum)"
    ),
    (
      Question("linear_v2", ["[64,8]{R}", "[8,128]{S(0)}", "[128]{R}"], mesh: [4]),
      "S(1); S(0); P(sum) => P(sum); R"
    ),
    (
      Question("fused_gemm_epilogue", ["[64,8]{R}", "[8,128]{S(0)}", "[128]{R}"], mesh: [4]),
      "S(1); S(0); P(sum) => P(sum); R"
    ),
    (
      Question("conv2d", ["[2,4,16,16]{R}", "[64,4,3,3]{S(1)}"], mesh: [4]), "S(1); S(1) => P(sum)"
    ),
    (
      Question("conv2d", ["[2,4,16,16]{S(1)}", "[64,4,3,3]{R}"], mesh: [4]), "S(1); S(1) => P(sum)"
    ),
    (
      Question("conv2d_transpose", ["[2,4,16,16]{R}", "[4,64,3,3]{S(0)}"], mesh: [4]),
      "S(1); S(0) => P(sum)"
    ),
    (
      Question("moe_combine", ["[8,512]{R}", "[64,4]{S(1)}", "[64,4]{R}"], mesh: [4]),
      "R; S(1); S(1) => P(sum)"
    ),
    (
      Question(
        "flash_attention", ["[2,8,4,16]{R}", "[2,64,4,16]{S(2)}", "[2,64,4,16]{R}"], mesh: [4]),
      "S(2); S(2); S(2) => S(2); S(1); S(1); R"
    ),
    (Question("embedding", ["[64,64]{R}", "[4,512]{S(0)}"], mesh: [4]), "R; S(0) => P(sum)"),
    (
      Question(
        "fused_linear_param_grad_add", ["[8,64]{S(0)}", "[8,128]{R}", "[0]{R}", "[0]{R}"], mesh: [4]
      ), "S(0); S(0); R; R => P(sum); P(sum)"
    ),
  ]

  @Test(arguments: kept)
  func `an answer that no operand contradicts is kept, and moves no byte`(
    question: Question, told: String
  ) throws {
    let found = try question.told()
    #expect(found == told)
    let reasons = try Inference.reasons(for: question.call())
    #expect(reasons.candidates.count == 1 && reasons.candidates[0].bytesBefore == 0)
    #expect(reasons.candidates[0].isChosen)
    #expect(reasons.meshDims.allSatisfy { $0.isAgreed && $0.wishes.allSatisfy(\.isKept) })
  }

  /// A wish on one mesh dim is not lost for a contradiction on another.
  @Test func `a mesh dim that nobody contradicts is kept beside one that is contradicted`() throws {
    let (question, told) = (
      Question("matmul", ["[64,32]{S(0),R}", "[32,128]{S(1),S(0)}"], mesh: [2, 2]),
      "R,S(1); S(1),S(0) => S(1),P(sum)"
    )
    #expect(try question.told() == told)
    let reasons = try Inference.reasons(for: question.call())
    #expect(reasons.meshDims.map(\.isAgreed) == [false, true])
    #expect(reasons.meshDims.map { $0.wishes.map(\.isKept) } == [[false, true], [true]])
    #expect(
      reasons.candidates.allSatisfy { $0.outputs[0].description.hasSuffix("P(sum)") })
  }

  static let contradictions: [(Question, String)] = [
    (Question("matmul", ["[64,32]{S(0)}", "[32,128]{S(1)}"], mesh: [4]), "R; S(1) => S(1)"),
    (Question("matmul", ["[512,32]{S(0)}", "[32,128]{S(1)}"], mesh: [4]), "S(0); R => S(0)"),
    (Question("matmul", ["[4,4096]{S(0)}", "[4096,4]{S(1)}"], mesh: [4]), "S(1); S(0) => P(sum)"),
    (Question("matmul", ["[64,32]{S(0)}", "[32,8]{S(0)}"], mesh: [4]), "S(0); R => S(0)"),
  ]

  @Test(arguments: contradictions)
  func `of contradicting wishes the fewest bytes win, the fold counted`(
    question: Question, told: String
  ) throws {
    let found = try question.told()
    #expect(found == told)
    let reasons = try Inference.reasons(for: question.call())
    #expect(reasons.isExhaustive && reasons.candidates.count > 2)
    let bytes = reasons.candidates.map { $0.bytesBefore + $0.bytesAfter }
    #expect(bytes == bytes.sorted())
    #expect(reasons.candidates.map(\.isChosen) == [true] + bytes.dropFirst().map { _ in false })
  }

  @Test func `bytes are compared, not elements`() throws {
    let y: Question.Argument = "f32[10,60]{S(1)}"
    #expect(
      try Question("matmul", ["f32[100,10]{S(0)}", y], mesh: [2]).told() == "S(0); R => S(0)")
    #expect(
      try Question("matmul", ["f16[100,10]{S(0)}", y], mesh: [2]).told() == "R; S(1) => S(1)")
  }
}
