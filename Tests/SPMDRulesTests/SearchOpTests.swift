import SPMDRules
import Testing

@Suite struct SearchOpTests {
  @Test(arguments: [
    ("argsort", "S(0); S(0)"), ("topk", "S(0); S(0)"), ("cummax", "S(0); S(0)"),
    ("cummin", "S(0); S(0)"), ("cumsum", "S(0)"), ("argmax", "S(0)"), ("argmin", "S(0)"),
  ])
  func `Sorting, searching and running ops keep every shard but that of their axis`(
    _ op: String, _ outputs: String
  ) throws {
    for x: Question.Argument in ["[8,6]{S(0)}", "[8,6]{S(1)}"] {
      #expect(try Question(op, [x], mesh: [2], ["axis": .int(-1)]).told() == "S(0) => \(outputs)")
    }
  }

  @Test
  func `cumsum is linear; flattened it needs all of x`() throws {
    #expect(
      try Question("cumsum", ["[8]{P(sum),P(avg)}"]).told() == "P(sum),P(avg) => P(sum),P(avg)")
    #expect(
      try Question("cumsum", ["[8,6]{S(0),R}"], ["flatten": .bool(true)]).told() == "R,R => R,R")
    #expect(
      try Question(
        "cumsum", ["[8,6]{R,R}"], outputs: ["[48]{S(0),R}"], ["flatten": .bool(true)]
      ).told()
        == "R,R => R,R")
  }

  @Test
  func `Gradients of sorts follow indices and gradient, and read the shape of x alone`() throws {
    #expect(
      try Question(
        "argsort", .gradient, ["[8,6]{S(0),R}", "[8,6]{S(0),P(max)}", "[8,6]{S(0),P(sum)}"]
      ).told()
        == "S(0),R; S(0),P(max); S(0),P(sum) => S(0),P(sum)")
    #expect(
      try Question(
        "topk", .gradient, ["[8,6]{S(0),R}", "[8,2]{R,R}", "[8,2]{R,R}"], ["k": .int(2)]
      ).told()
        == "S(0),R; S(0),R; S(0),R => S(0),R")
    #expect(
      throws: RuleError.attribute("topk: attribute 'k' must be in 0...6, it is 7")
    ) { try Question("topk", ["[8,6]{R,R}"], ["k": .int(7)]).told() }
  }

  @Test
  func `argmax of all elements, of a tensor without dims, and backward`() throws {
    #expect(try Question("argmax", ["[8]{S(0),R}"], ["axis": .int(0)]).told() == "R,R => R,R")
    #expect(try Question("argmin", ["[]{R,R}"], ["axis": .int(-1)]).told() == "R,R => R,R")
    #expect(
      try Question(
        "argmax", ["[8,6]{R,R}"], outputs: ["[8,1]{S(0),R}"],
        ["axis": .int(1), "keepdims": .bool(true)]
      ).told() == "S(0),R => S(0),R")
  }

  @Test
  func `What is found by value needs all of x, whatever its size`() throws {
    let all: [String: AttributeValue] = [
      "return_index": .bool(true), "return_inverse": .bool(true), "return_counts": .bool(true),
    ]
    #expect(try Question("unique", ["[8,6]{S(0),R}"], all).told() == "R,R => R,R; R,R; R,R; R,R")
    #expect(try Question("unique", ["[8,6]{S(1),R}"], ["axis": .ints([0])]).told() == "R,R => R,R")
    #expect(try Question("nonzero", ["[8,6]{S(0),S(1)}"]).told() == "R,R => R,R")
    #expect(
      try Question("nonzero", ["[8,6]{R,R}"], outputs: ["[5,2]{S(0),R}"]).told() == "R,R => R,R")
  }

  @Test
  func `one_hot keeps the indices' shards and makes each row of classes whole`() throws {
    #expect(
      try Question("one_hot", ["[4,6]{S(0),S(1)}"], ["num_classes": .int(5)]).told()
        == "S(0),S(1) => S(0),S(1)")
    #expect(
      try Question(
        "one_hot", ["[4]{R,R}"], outputs: ["[4,8]{S(0),S(1)}"], ["num_classes": .int(8)]
      ).told()
        == "S(0),R => S(0),R")
    #expect(
      throws: RuleError.attribute(
        "one_hot: attribute 'num_classes' must be an integer, it is missing")
    ) { try Question("one_hot", ["[4]{R,R}"]).told() }
  }
}
