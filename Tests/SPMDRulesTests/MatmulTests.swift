import Testing

@Suite struct MatmulTests {
  @Test
  func `A shard of k on both factors needs no communication and makes the product partial`() throws
  {
    let question = Question("matmul", ["[8,6]{S(0),S(1)}", "[6,4]{R,S(0)}"])
    #expect(try question.told() == "S(0),S(1); R,S(0) => S(0),P(sum)")
    #expect(try question.answer().axes.description == "mk,kn->mn")
  }
}
