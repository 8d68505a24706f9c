import SPMDRules
import Testing

@Suite struct ScatterTests {
  @Test
  func `Added slices may come in parts, and x counts once`() throws {
    #expect(
      try inferred(
        "scatter_nd_add", [["[32,6]{R,S(1)}"], ["[4,1]{S(0),R}"], ["[4,6]{S(0),S(1)}"]])
        == "P(sum),S(1); S(0),R; S(0),S(1) => P(sum),S(1)")
    #expect(
      try inferred("scatter_nd_add", [["[8,6]{R}"], ["[4,2]{S(0)}"], ["[4]{S(0)}"]], mesh: [2])
        == "P(sum); S(0); S(0) => P(sum)")
    #expect(
      try inferred(
        "index_put", [["[8,6]{R}"], ["[4]{S(0)}", "[4]{S(0)}"], ["[4]{S(0)}"]], mesh: [2],
        ["accumulate": .bool(true)]) == "P(sum); S(0); S(0); S(0) => P(sum)")
  }

  @Test(arguments: [("add", "P(sum)"), ("mul", "P(prod)"), ("amax", "P(max)"), ("amin", "P(min)")])
  func `A fold that includes x gives the partial of its kind`(_ reduce: String, _ partial: String)
    throws
  {
    let operands = [["[8]{R}"], ["[64]{S(0)}"], ["[64]{S(0)}"]]
    var attributes: [String: AttributeValue] = ["axis": .int(0), "reduce": .string(reduce)]
    #expect(
      try inferred("put_along_axis", operands, mesh: [2], attributes)
        == "\(partial); S(0); S(0) => \(partial)")
    attributes["include_self"] = .bool(false)
    #expect(try inferred("put_along_axis", operands, mesh: [2], attributes) == "R; R; R => R")
  }

  @Test
  func `Overwritten slices, and those zeroed before they are added up, need all of the index`()
    throws
  {
    for overwrite in [true, false] {
      #expect(
        try inferred(
          "scatter", [["[8]{R}"], ["[4]{S(0)}"], ["[4]{S(0)}"]], mesh: [2],
          ["overwrite": .bool(overwrite)]) == "R; R; R => R")
    }
  }

  @Test
  func `Selected elements keep a state that x and the updates share; sums only a linear one`()
    throws
  {
    func scatter(_ state: String, overwrite: Bool) throws -> String {
      try inferred(
        "scatter", [["[8]{\(state)}"], ["[4]{R}"], ["[4]{\(state)}"]], mesh: [2],
        ["overwrite": .bool(overwrite)])
    }
    #expect(try scatter("P(max)", overwrite: true) == "P(max); R; P(max) => P(max)")
    #expect(try scatter("P(sum)", overwrite: false) == "P(sum); R; P(sum) => P(sum)")
    #expect(try scatter("P(max)", overwrite: false) == "R; R; R => R")
    // A replicated operand beside a partial sum becomes one itself, at no cost.
    #expect(
      try inferred(
        "scatter_nd_add", [["[8]{P(sum)}"], ["[4,1]{R}"], ["[4]{R}"]], mesh: [2])
        == "P(sum); R; P(sum) => P(sum)")
    #expect(
      try inferred(
        "scatter_nd_add", [["[8]{P(max)}"], ["[4,1]{R}"], ["[4]{R}"]], mesh: [2])
        == "P(max); R; R => P(max)")
  }

  @Test
  func `The gradient of accumulated values does not change x's`() throws {
    #expect(
      try inferred(
        "index_put", .gradient,
        [["[8,6]{R,R}"], ["[4]{S(0),R}"], ["[4,6]{S(0),R}"], ["[8,6]{R,S(1)}"]],
        ["accumulate": .bool(true)]) == "R,S(1); S(0),R; S(0),S(1); R,S(1) => R,S(1); S(0),S(1)")
  }

  @Test
  func `Attributes and shapes that do not fit are refused`() {
    #expect(throws: RuleError.self) {
      try inferred(
        "put_along_axis", [["[8]{R}"], ["[4]{R}"], ["[4]{R}"]], mesh: [2],
        ["axis": .int(0), "reduce": .string("xor")])
    }
    #expect(throws: RuleError.self) {
      try inferred("scatter", [["[8,6]{R}"], ["[4]{R}"], ["[5,6]{R}"]], mesh: [2])
    }
    #expect(throws: RuleError.self) {
      try inferred("scatter_nd_add", [["[8]{R}"], ["[4,2]{R}"], ["[4]{R}"]], mesh: [2])
    }
  }
}
