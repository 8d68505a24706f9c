import SPMDRules
import Testing

@Suite struct LinearTests {
  @Test
  func `A bias is added once: it becomes partial where k is sharded`() throws {
    #expect(
      try inferred("fused_gemm_epilogue", [["[8,6]{S(0),S(1)}"], ["[6,4]{R,S(0)}"], ["[4]{R,R}"]])
        == "S(0),S(1); R,S(0); R,P(sum) => S(0),P(sum); R,R")
  }

  @Test
  func `A partial factor takes the bias along; an average leaves it`() throws {
    #expect(
      try inferred("linear_v2", [["[8,6]{P(sum)}"], ["[6,4]{R}"], ["[4]{P(sum)}"]], mesh: [2])
        == "P(sum); R; P(sum) => P(sum); R")
    #expect(
      try inferred("linear_v2", [["[8,6]{P(max)}"], ["[6,4]{R}"], ["[4]{R}"]], mesh: [2])
        == "S(0); R; R => S(0); R")
    #expect(
      try inferred("linear_v2", [["[8,6]{R}"], ["[6,4]{R}"], ["[4]{P(max)}"]], mesh: [2])
        == "R; R; P(max) => P(max); R")
  }

  @Test
  func `An activation needs the whole sum`() throws {
    let answer = try inferred(
      "fused_gemm_epilogue", [["[8,6]{S(1)}"], ["[6,4]{S(0)}"], ["[4]{R}"]], mesh: [2],
      ["activation": .string("relu")])
    #expect(!answer.contains("P("), "\(answer)")
  }

  @Test
  func `A transposed weight is taken`() throws {
    #expect(
      try inferred(
        "linear_v2", [["[8,6]{S(0)}"], ["[4,6]{R}"], ["[4]{R}"]], mesh: [2],
        ["transpose_weight": .bool(true)]) == "S(0); R; R => S(0); R")
  }

  @Test
  func `Each gradient of a product is one, partial over the axis that it is summed over`() throws {
    for op in ["bmm", "matmul"] {
      #expect(
        try inferred(
          op, .gradient, [["[4,8,6]{R,S(1)}"], ["[4,6,2]{R,R}"], ["[4,8,2]{R,S(1)}"]])
          == "R,S(1); R,R; R,S(1) => R,S(1); R,P(sum)")
    }
    #expect(
      try inferred(
        "matmul", .gradient, [["[4,8,6]{S(0)}"], ["[6,2]{R}"], ["[4,8,2]{S(0)}"]], mesh: [2])
        == "S(0); R; S(0) => S(0); P(sum)")
  }

  @Test
  func `A weight's gradient is added to what there is of it, once`() throws {
    #expect(
      try inferred(
        "fused_linear_param_grad_add",
        [["[2,8,6]{S(0)}"], ["[2,8,4]{S(0)}"], ["[6,4]{R}"], ["[0]{R}"]], mesh: [2])
        == "S(0); S(0); P(sum); R => P(sum); P(sum)")
    #expect(
      try inferred(
        "fused_linear_param_grad_add",
        [["[2,8,6]{S(0)}"], ["[2,8,4]{S(0)}"], ["[0]{R}"], ["[0]{R}"]], mesh: [2],
        ["has_bias": .bool(false)]) == "S(0); S(0); R; R => P(sum); R")
  }

  @Test
  func `Shapes that do not fit are refused`() {
    #expect(throws: RuleError.self) {
      try inferred("bmm", [["[4,8,6]{R}"], ["[4,5,2]{R}"]], mesh: [2])
    }
    #expect(throws: RuleError.self) {
      try inferred("linear_v2", [["[8,6]{R}"], ["[6,4]{R}"], ["[6]{R}"]], mesh: [2])
    }
  }
}
