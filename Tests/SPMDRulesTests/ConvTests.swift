import SPMDRules
import Testing

@Suite struct ConvTests {
  @Test
  func `Samples and output channels stand for themselves, input channels are summed over`() throws {
    #expect(
      try Question("conv2d", ["[2,4,8,8]{S(0),R}", "[6,4,3,3]{R,S(0)}"]).told()
        == "S(0),R; R,S(0) => S(0),S(1)")
    #expect(
      try Question("conv2d", ["[2,4,8,8]{S(1),S(0)}", "[6,4,3,3]{S(1),R}"]).told()
        == "S(1),S(0); S(1),R => P(sum),S(0)")
  }

  @Test
  func `Height is whole but where windows keep to their stride`() throws {
    let x: Question.Argument = "[2,4,8,8]{S(2)}"
    #expect(try Question("conv2d", [x, "[6,4,3,3]{R}"], mesh: [2]).told() == "S(0); R => S(0)")
    #expect(try Question("conv2d", [x, "[6,4,1,1]{R}"], mesh: [2]).told() == "S(2); R => S(2)")
    #expect(
      try Question("conv2d", [x, "[6,4,4,4]{R}"], mesh: [2], ["strides": .ints([4, 4])]).told()
        == "S(2); R => S(2)")
    #expect(
      try Question("conv2d", [x, "[6,4,4,4]{R}"], mesh: [3], ["strides": .ints([4, 4])]).told()
        != "S(2); R => S(2)")
    #expect(
      try Question(
        "conv2d_transpose", ["[2,4,8,8]{S(2)}", "[4,6,2,2]{R}"], mesh: [2],
        ["strides": .ints([2, 2])]
      ).told() == "S(2); R => S(2)")
  }

  @Test
  func `Groups are sharded in input, filter and result alike`() throws {
    #expect(
      try Question(
        "depthwise_conv2d", ["[2,4,8,8]{S(1)}", "[8,1,3,3]{R}"], mesh: [2], ["groups": .int(4)]
      ).told() == "S(1); S(0) => S(1)")
    #expect(
      try Question(
        "conv2d", ["[2,8,8,4]{S(3)}", "[6,2,3,3]{S(0)}"], mesh: [2],
        ["groups": .int(2), "data_format": .string("NHWC")]
      ).told() == "S(3); S(0) => S(3)")
  }

  @Test
  func `The filter's gradient is summed over the samples, the input's over the output channels`()
    throws
  {
    #expect(
      try Question(
        "conv3d", .gradient,
        ["[2,4,8,8,8]{S(0),R}", "[6,4,3,3,3]{R,S(0)}", "[2,6,6,6,6]{S(0),S(1)}"]
      ).told()
        == "S(0),R; R,S(0); S(0),S(1) => S(0),P(sum); P(sum),S(0)")
  }

  @Test
  func `A result's placement asks for the operands'`() throws {
    #expect(
      try Question(
        "conv2d", .backward, ["[2,4,8,8]{R,R}", "[6,4,3,3]{R,R}"], outputs: ["[2,6,6,6]{S(0),S(1)}"]
      ).told() == "S(0),R; R,S(0) => S(0),S(1)")
  }

  @Test
  func `Shapes and attributes that do not fit are refused`() {
    let (x, filter): (Question.Argument, Question.Argument) = ("[2,4,8,8]{R}", "[6,4,3,3]{R}")
    let wrong: [[String: AttributeValue]] = [
      ["groups": .int(4)], ["strides": .ints([0, 1])], ["paddings": .ints([1])],
      ["data_format": .string("CHWN")], ["padding_algorithm": .string("FULL")],
      ["dilations": .ints([4, 4])],
    ]
    for attributes in wrong {
      #expect(throws: RuleError.self, "\(attributes)") {
        try Question("conv2d", [x, filter], mesh: [2], attributes).told()
      }
    }
  }
}
