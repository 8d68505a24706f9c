import SPMDRules
import Testing

@Suite struct LinearTests {
  @Test
  func `A bias is added once: it becomes partial where k is sharded`() throws {
    #expect(
      try Question("fused_gemm_epilogue", ["[8,6]{S(0),S(1)}", "[6,4]{R,S(0)}", "[4]{R,R}"]).told()
        == "S(0),S(1); R,S(0); R,P(sum) => S(0),P(sum); R,R")
  }

  @Test
  func `A partial factor takes the bias along; an average leaves it`() throws {
    #expect(
      try Question("linear_v2", ["[8,6]{P(sum)}", "[6,4]{R}", "[4]{P(sum)}"], mesh: [2]).told()
        == "P(sum); R; P(sum) => P(sum); R")
    #expect(
      try Question("linear_v2", ["[8,6]{P(max)}", "[6,4]{R}", "[4]{R}"], mesh: [2]).told()
        == "S(0); R; R => S(0); R")
    #expect(
      try Question("linear_v2", ["[8,6]{R}", "[6,4]{R}", "[4]{P(max)}"], mesh: [2]).told()
        == "R; R; P(max) => P(max); R")
  }

  @Test
  func `An activation needs the whole sum`() throws {
    let answer = try Question(
      "fused_gemm_epilogue", ["[8,6]{S(1)}", "[6,4]{S(0)}", "[4]{R}"], mesh: [2],
      ["activation": .string("relu")]
    ).told()
    #expect(!answer.contains("P("), "\(answer)")
  }

  @Test
  func `A transposed weight is taken`() throws {
    #expect(
      try Question(
        "linear_v2", ["[8,6]{S(0)}", "[4,6]{R}", "[4]{R}"], mesh: [2],
        ["transpose_weight": .bool(true)]
      ).told() == "S(0); R; R => S(0); R")
  }

  @Test
  func `Each gradient of a product is one, partial over the axis that it is summed over`() throws {
    for op in ["bmm", "matmul"] {
      #expect(
        try Question(
          op, .gradient, ["[4,8,6]{R,S(1)}", "[4,6,2]{R,R}", "[4,8,2]{R,S(1)}"]
        ).told()
          == "R,S(1); R,R; R,S(1) => R,S(1); R,P(sum)")
    }
    #expect(
      try Question(
        "matmul", .gradient, ["[4,8,6]{S(0)}", "[6,2]{R}", "[4,8,2]{S(0)}"], mesh: [2]
      ).told()
        == "S(0); R; S(0) => S(0); P(sum)")
  }

  @Test
  func `A weight's gradient is added to what there is of it, once`() throws {
    #expect(
      try Question(
        "fused_linear_param_grad_add", ["[2,8,6]{S(0)}", "[2,8,4]{S(0)}", "[6,4]{R}", "[0]{R}"],
        mesh: [2]
      ).told()
        == "S(0); S(0); P(sum); R => P(sum); P(sum)")
    #expect(
      try Question(
        "fused_linear_param_grad_add", ["[2,8,6]{S(0)}", "[2,8,4]{S(0)}", "[0]{R}", "[0]{R}"],
        mesh: [2], ["has_bias": .bool(false)]
      ).told() == "S(0); S(0); R; R => P(sum); R")
  }

  @Test
  func `Shapes that do not fit are refused`() {
    #expect(throws: RuleError.self) {
      try Question("bmm", ["[4,8,6]{R}", "[4,5,2]{R}"], mesh: [2]).told()
    }
    #expect(throws: RuleError.self) {
      try Question("linear_v2", ["[8,6]{R}", "[6,4]{R}", "[6]{R}"], mesh: [2]).told()
    }
  }
}
