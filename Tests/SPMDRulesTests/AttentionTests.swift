import SPMDRules
import Testing

@Suite struct AttentionTests {
  private func attention(
    _ q: Question.Argument, _ k: Question.Argument, _ attributes: [String: AttributeValue] = [:]
  )
    throws -> String
  {
    try Question("flash_attention", [q, k, k, "[2]{R,R}", "[0]{R,R}"], attributes).told()
  }

  @Test
  func `Samples and heads stand for themselves, grouped heads with those that serve them`() throws {
    #expect(
      try attention("[4,16,8,32]{S(0),S(2)}", "[4,16,4,32]{S(0),R}", ["dropout": .double(0.1)])
        == "S(0),S(2); S(0),S(2); S(0),S(2); R,R; R,R => S(0),S(2); S(0),S(1); S(0),S(1); R,R")
  }

  @Test
  func `Queries stand for themselves where no causal mask counts their positions`() throws {
    let (q, k): (Question.Argument, Question.Argument) = ("[4,16,8,32]{S(1),R}", "[4,4,8,32]{R,R}")
    #expect(
      try attention(q, k)
        == "S(1),R; R,R; R,R; R,R; R,R => S(1),R; S(2),R; S(2),R; R,R")
    #expect(try !attention(q, k, ["causal": .bool(true)]).contains("S(1),R;"))
  }

  @Test
  func `Heads of another number and illegal attributes are refused`() {
    #expect(throws: RuleError.self) { try attention("[4,16,8,32]{R,R}", "[4,16,3,32]{R,R}") }
    #expect(throws: RuleError.self) {
      try attention("[4,16,8,32]{R,R}", "[4,16,8,32]{R,R}", ["dropout": .double(2)])
    }
  }

  @Test
  func `Rotary positions are sharded with their tables, or with the ids that look them up`() throws
  {
    let q: Question.Argument = "[4,8,6,16]{S(1)}"
    let table: Question.Argument = "[1,8,1,16]{R}"
    let absent: Question.Argument = "[0]{R}"
    func rope(_ ids: Question.Argument, _ attributes: [String: AttributeValue] = [:]) throws
      -> String
    {
      try Question(
        "fused_rotary_position_embedding", [q, q, absent, table, table, ids], mesh: [2], attributes
      ).told()
    }
    #expect(try rope(absent) == "S(1); S(1); R; S(1); S(1); R => S(1); S(1); R")
    #expect(try rope("[4,8]{R}") == "S(1); S(1); R; R; R; S(1) => S(1); S(1); R")
    #expect(throws: RuleError.self) { try rope(absent, ["time_major": .bool(true)]) }
  }

  @Test
  func `Each of q, k and v may be partial for itself`() throws {
    #expect(
      try Question(
        "fused_rotary_position_embedding",
        [
          "[4,8,6,16]{P(sum)}", "[4,8,6,16]{R}", "[4,8,6,16]{P(sum)}", "[1,8,1,16]{R}",
          "[1,8,1,16]{R}",
        ], mesh: [2]
      ).told() == "P(sum); R; P(sum); R; R => P(sum); R; P(sum)")
  }

  @Test
  func
    `Experts' rows are whole, tokens and features stand for themselves, choices are summed over`()
    throws
  {
    #expect(
      try Question("moe_combine", ["[32,16]{R,S(1)}", "[16,2]{S(0),R}", "[16,2]{S(0),R}"]).told()
        == "R,S(1); S(0),R; S(0),R => S(0),S(1)")
    #expect(
      try Question(
        "moe_gate_dispatch", ["[8,16]{S(1)}", "[8,4]{S(0)}", "[4]{R}"], mesh: [2],
        ["k": .int(2), "capacity": .int(4)]
      ).told() == "S(1); R; R => S(2); R; R; R; R")
  }

  @Test
  func `Of an op of which only the batch is known, rows of one sample lie together`() throws {
    #expect(
      try Question(
        "default_data_parallel", .forward, [["[4,6]{S(0)}", "[8]{R}"]],
        outputs: [["[4]{R}", "[12,2]{R}"]],
        mesh: [2]
      ).told() == "S(0); S(0) => S(0); S(0)")
    #expect(
      try Question(
        "replicated", .forward, [["[4,6]{S(0)}", "[8]{R}"]], outputs: ["[4]{R}"], mesh: [2]
      ).told()
        == "R; R => R")
    #expect(
      try Question(
        "roi_align", ["[2,4,8,8]{S(1)}", "[6,4]{R}", "[2]{R}"], mesh: [2],
        ["pooled_height": .int(2), "pooled_width": .int(2)]
      ).told() == "S(1); R; R => S(1)")
  }
}
