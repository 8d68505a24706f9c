import SPMDRules
import Testing

@Suite struct ScatterTests {
  @Test
  func `Added slices may come in parts, and x counts once`() throws {
    #expect(
      try Question(
        "scatter_nd_add", ["[32,6]{R,S(1)}", "[4,1]{S(0),R}", "[4,6]{S(0),S(1)}"]
      ).told()
        == "P(sum),S(1); S(0),R; S(0),S(1) => P(sum),S(1)")
    #expect(
      try Question("scatter_nd_add", ["[8,6]{R}", "[4,2]{S(0)}", "[4]{S(0)}"], mesh: [2]).told()
        == "P(sum); S(0); S(0) => P(sum)")
    #expect(
      try Question(
        "index_put", ["[8,6]{R}", ["[4]{S(0)}", "[4]{S(0)}"], "[4]{S(0)}"], mesh: [2],
        ["accumulate": .bool(true)]
      ).told() == "P(sum); S(0); S(0); S(0) => P(sum)")
  }

  @Test(arguments: [("add", "P(sum)"), ("mul", "P(prod)"), ("amax", "P(max)"), ("amin", "P(min)")])
  func `A fold that includes x gives the partial of its kind`(_ reduce: String, _ partial: String)
    throws
  {
    let operands: [Question.Argument] = ["[8]{R}", "[64]{S(0)}", "[64]{S(0)}"]
    var attributes: [String: AttributeValue] = ["axis": .int(0), "reduce": .string(reduce)]
    #expect(
      try Question("put_along_axis", operands, mesh: [2], attributes).told()
        == "\(partial); S(0); S(0) => \(partial)")
    attributes["include_self"] = .bool(false)
    #expect(
      try Question("put_along_axis", operands, mesh: [2], attributes).told() == "R; R; R => R")
  }

  @Test
  func `Overwritten slices, and those zeroed before they are added up, need all of the index`()
    throws
  {
    for overwrite in [true, false] {
      #expect(
        try Question(
          "scatter", ["[8]{R}", "[4]{S(0)}", "[4]{S(0)}"], mesh: [2],
          ["overwrite": .bool(overwrite)]
        ).told() == "R; R; R => R")
    }
  }

  @Test
  func `Selected elements keep a state that x and the updates share; sums only a linear one`()
    throws
  {
    func scatter(_ state: String, overwrite: Bool) throws -> String {
      try Question(
        "scatter", ["[8]{\(state)}", "[4]{R}", "[4]{\(state)}"], mesh: [2],
        ["overwrite": .bool(overwrite)]
      ).told()
    }
    #expect(try scatter("P(max)", overwrite: true) == "P(max); R; P(max) => P(max)")
    #expect(try scatter("P(sum)", overwrite: false) == "P(sum); R; P(sum) => P(sum)")
    #expect(try scatter("P(max)", overwrite: false) == "R; R; R => R")
    // A replicated operand beside a partial sum becomes one itself, at no cost.
    #expect(
      try Question(
        "scatter_nd_add", ["[8]{P(sum)}", "[4,1]{R}", "[4]{R}"], mesh: [2]
      ).told()
        == "P(sum); R; P(sum) => P(sum)")
    #expect(
      try Question(
        "scatter_nd_add", ["[8]{P(max)}", "[4,1]{R}", "[4]{R}"], mesh: [2]
      ).told()
        == "P(max); R; R => P(max)")
  }

  @Test
  func `The gradient of accumulated values does not change x's`() throws {
    #expect(
      try Question(
        "index_put", .gradient, ["[8,6]{R,R}", "[4]{S(0),R}", "[4,6]{S(0),R}", "[8,6]{R,S(1)}"],
        ["accumulate": .bool(true)]
      ).told() == "R,S(1); S(0),R; S(0),S(1); R,S(1) => R,S(1); S(0),S(1)")
  }

  @Test
  func `Attributes and shapes that do not fit are refused`() {
    #expect(throws: RuleError.self) {
      try Question(
        "put_along_axis", ["[8]{R}", "[4]{R}", "[4]{R}"], mesh: [2],
        ["axis": .int(0), "reduce": .string("xor")]
      ).told()
    }
    #expect(throws: RuleError.self) {
      try Question("scatter", ["[8,6]{R}", "[4]{R}", "[5,6]{R}"], mesh: [2]).told()
    }
    #expect(throws: RuleError.self) {
      try Question("scatter_nd_add", ["[8]{R}", "[4,2]{R}", "[4]{R}"], mesh: [2]).told()
    }
  }
}
