import SPMDRules
import Testing

@Suite struct EinsumRuleTests {
  private func einsum(_ equation: String, _ operands: [String], gradient: String? = nil) throws
    -> String
  {
    try Question(
      "einsum", gradient == nil ? .forward : .gradient,
      [.list(operands)] + (gradient.map { [.one($0)] } ?? []), ["equation": .string(equation)]
    ).told()
  }

  @Test
  func `Letters that the result lacks are summed over`() throws {
    #expect(
      try einsum("bij,bjk->bik", ["[4,8,6]{S(0),S(2)}", "[4,6,2]{S(0),S(1)}"])
        == "S(0),S(2); S(0),S(1) => S(0),P(sum)")
    #expect(try einsum("ij", ["[8,6]{S(0),S(1)}"]) == "S(0),S(1) => S(0),S(1)")
    #expect(try einsum("ba", ["[8,6]{S(0),S(1)}"]) == "S(0),S(1) => S(1),S(0)")
  }

  @Test
  func `An ellipsis stands for batch dims that broadcast from the right`() throws {
    #expect(
      try einsum("...ij,...jk->...ik", ["[3,4,8,6]{S(1),S(2)}", "[4,6,2]{S(0),R}"])
        == "S(1),S(2); S(0),R => S(1),S(2)")
    #expect(
      try einsum("i...->...", ["[8,4]{S(0),S(1)}"]) == "S(0),S(1) => P(sum),S(0)")
  }

  @Test
  func `A letter that a tensor repeats is whole`() throws {
    #expect(try einsum("bii->bi", ["[4,6,6]{S(0),S(1)}"]) == "S(0),S(0) => S(0),S(0)")
  }

  @Test
  func `A permutation passes every partial state, a sum the linear ones, a product one factor's`()
    throws
  {
    #expect(try einsum("ij->ji", ["[8,6]{P(max),S(0)}"]) == "P(max),S(0) => P(max),S(1)")
    #expect(try einsum("ij->j", ["[8,6]{P(sum),S(1)}"]) == "P(sum),S(1) => P(sum),S(0)")
    #expect(
      try einsum("i,j->ij", ["[8]{P(sum),S(0)}", "[6]{R,R}"]) == "P(sum),S(0); R,R => P(sum),S(0)")
  }

  @Test
  func `Gradients come as one list`() throws {
    #expect(
      try einsum("ij,jk->ik", ["[8,6]{S(0),S(1)}", "[6,4]{R,S(0)}"], gradient: "[8,4]{S(0),R}")
        == "S(0),S(1); R,S(0); S(0),R => S(0),S(1); P(sum),S(0)")
  }

  @Test(arguments: ["ij,jk->ik", "ij->ik", "ij->ii", "i$->i", "...i...->i", "ij->i->j", "i->i"])
  func `Equations that are none are refused`(_ equation: String) {
    #expect(throws: RuleError.self) { try einsum(equation, ["[8,6]{R,R}"]) }
  }
}
