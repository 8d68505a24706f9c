import SPMDRules
import Testing

@Suite struct LookUpTests {
  @Test
  func `A shard of the vocabulary gives a partial sum, with a padding id too`() throws {
    for padding in [-1, 3] {
      #expect(
        try Question(
          "embedding", ["[4,8]{S(0),R}", "[33,6]{R,S(0)}"], ["padding_idx": .int(padding)]
        ).told()
          == "S(0),R; R,S(0) => S(0),P(sum)")
    }
    #expect(
      try Question("c_embedding", ["[32,6]{S(1),P(max)}", "[8]{R,R}"]).told()
        == "S(1),P(max); R,R => S(1),P(max)")
    #expect(throws: RuleError.self) {
      try Question("embedding", ["[8]{R,R}", "[32,6]{R,R}"], ["padding_idx": .int(32)]).told()
    }
  }

  @Test
  func `A table's gradient is summed over the ids, and reads no table`() throws {
    #expect(
      try Question(
        "embedding", .gradient, ["[8]{S(0),R}", "[32,6]{P(sum),R}", "[8,6]{S(0),S(1)}"]
      ).told()
        == "S(0),R; P(sum),R; S(0),S(1) => P(sum),S(1)")
  }

  @Test
  func `What is gathered from is whole, and every partial state passes`() throws {
    #expect(
      try Question(
        "gather", ["[8,6]{S(1),P(min)}", "[4,3]{R,R}"], ["axis": .int(0)]
      ).told()
        == "S(1),P(min); R,R => S(2),P(min)")
    #expect(
      try Question("gather", ["[8,6]{S(0),R}", "[]{R,R}"], ["axis": .int(-1)]).told()
        == "S(0),R; R,R => S(0),R")
    #expect(
      try Question("gather_nd", ["[8,6,4]{R,S(2)}", "[5,2]{S(0),R}"]).told()
        == "R,S(2); S(0),R => S(0),S(1)")
    #expect(
      try Question(
        "take_along_axis", ["[8,6]{R,S(1)}", "[3,6]{S(0),R}"], ["axis": .int(-2)]
      ).told()
        == "R,S(1); S(0),S(1) => S(0),S(1)")
  }

  @Test
  func `An index is never partial: what it names is not the sum of what its parts name`() throws {
    let answer = try Question("gather", ["[8,6]{R}", "[4]{P(sum)}"], mesh: [2]).told()
    #expect(!answer.contains("P("), "\(answer)")
  }

  @Test
  func `The gradient of a look-up is summed over the index`() throws {
    #expect(
      try Question(
        "index_select", .gradient, ["[8,6]{R,S(1)}", "[4]{S(0),R}", "[4,6]{S(0),S(1)}"],
        ["axis": .int(0)]
      ).told() == "R,S(1); S(0),R; S(0),S(1) => P(sum),S(1)")
  }

  @Test
  func `A result's placement asks for the operands'`() throws {
    #expect(
      try Question(
        "embedding", .backward, ["[4,8]{R,R}", "[32,6]{R,R}"], outputs: ["[4,8,6]{S(1),S(2)}"],
        ["padding_idx": .int(-1)]
      ).told()
        == "S(1),R; R,S(1) => S(1),S(2)")
    #expect(
      try Question(
        "gather", .backward, ["[8,6]{R,R}", "[4]{R,R}"], outputs: ["[8,4]{S(0),S(1)}"],
        ["axis": .int(-1)]
      ).told() == "S(0),R; R,S(0) => S(0),S(1)")
  }
}
