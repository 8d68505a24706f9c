import SPMDRules
import Testing

@Suite struct CrossEntropyTests {
  @Test
  func
    `Hard labels: classes may be sharded along the last axis, and the loss is replicated over them`()
    throws
  {
    #expect(
      try Question("softmax_with_cross_entropy", ["[8,6]{S(0),S(1)}", "[8,1]{R,R}"]).told()
        == "S(0),S(1); S(0),R => S(0),S(1); S(0),R")
    #expect(
      try Question(
        "cross_entropy_with_softmax", ["[6,8]{S(0),R}", "[1,8]{R,R}"], ["axis": .int(0)]
      ).told()
        == "S(1),S(1); S(1),S(1) => S(1),S(1); S(1),S(1)")
    #expect(
      try Question(
        "cross_entropy_with_softmax", ["[8,6]{R,R}", "[8,1]{R,R}"],
        outputs: ["[8,6]{R,S(1)}", "[8,1]{S(0),R}"]
      ).told()
        == "S(0),S(1); S(0),R => S(0),S(1); S(0),R")
  }

  @Test
  func `Soft labels of probabilities: sharded classes and partial labels give a partial loss`()
    throws
  {
    let soft: [String: AttributeValue] = [
      "soft_label": .bool(true), "use_softmax": .bool(false),
    ]
    #expect(
      try Question("cross_entropy_with_softmax", ["[8,6]{R,S(1)}", "[8,6]{R,S(1)}"], soft).told()
        == "R,S(1); R,S(1) => R,S(1); R,P(sum)")
    #expect(
      try Question(
        "cross_entropy_with_softmax", ["[8,6]{S(0),R}", "[8,6]{S(0),P(sum)}"],
        ["soft_label": .bool(true)]
      ).told()
        == "S(0),R; S(0),P(sum) => S(0),R; S(0),P(sum)")
    #expect(
      throws: RuleError.shape(
        "cross_entropy_with_softmax: soft labels of logits [8, 6] along axis 1 must have the shape "
          + "[8, 6], they have [8, 1]")
    ) {
      try Question("cross_entropy_with_softmax", ["[8,6]{R,R}", "[8,1]{R,R}"], soft).told()
    }
  }

  @Test
  func `The class-parallel ops keep sharded classes, forward and in their gradients`() throws {
    #expect(
      try Question("c_softmax_with_cross_entropy", ["[8,6]{S(0),S(1)}", "[8,1]{S(0),R}"]).told()
        == "S(0),S(1); S(0),R => S(0),S(1); S(0),R")
    #expect(
      try Question(
        "c_softmax_with_cross_entropy", .gradient, ["[8,6]{R,S(1)}", "[8,1]{R,R}", "[8,1]{R,R}"]
      ).told() == "R,S(1); R,R; R,R => R,S(1)")
    #expect(
      try Question(
        "c_softmax_with_multi_label_cross_entropy",
        ["[8,6]{S(0),R}", "[8,4]{R,S(1)}", "[8,4]{R,R}"], ["sum_multi_label_loss": .bool(false)]
      ).told()
        == "S(0),R; S(0),S(1); S(0),S(1) => S(0),R; S(0),S(1)")
    #expect(
      try Question(
        "c_softmax_with_multi_label_cross_entropy",
        ["[8,6]{S(0),S(1)}", "[8,4]{S(0),R}", "[8,4]{S(0),R}"],
        ["sum_multi_label_loss": .bool(true)]
      ).told()
        == "S(0),S(1); S(0),R; S(0),R => S(0),S(1); S(0),R")
  }
}
