import SPMDRules
import Testing

@Suite struct NormalizationTests {
  @Test
  func `softmax keeps every shard but that of its axis, which moves to another dim`() throws {
    #expect(
      try Question("softmax", ["[7,8]{S(0),R}"], ["axis": .int(1)]).told() == "S(0),R => S(0),R")
    #expect(
      try Question("log_softmax", ["[4,8]{R,S(1)}"], ["axis": .int(-1)]).told()
        == "S(0),S(0) => S(0),S(0)")
    #expect(
      try Question("softmax", ["[4,8]{R,R}"], outputs: ["[4,8]{S(0),R}"]).told()
        == "S(0),R => S(0),R")
  }

  @Test
  func
    `layer_norm keeps a co-shard of the batch dims, in its order, and replicates its parameters`()
    throws
  {
    #expect(
      try Question(
        "layer_norm", ["[8,4,6]{S(0)#1,S(0)#0}", "[6]{R,R}", "[6]{R,R}"],
        ["begin_norm_axis": .int(2)]
      ).told()
        == "S(0)#1,S(0)#0; R,R; R,R => S(0)#1,S(0)#0; S(0)#1,S(0)#0; S(0)#1,S(0)#0")
    #expect(
      try Question(
        "layer_norm", ["[8,4,6]{R,R}", "[24]{R,R}", "[0]{R,R}"],
        outputs: ["[8,4,6]{R,S(0)}", "[8]{R,R}", "[8]{R,R}"], ["begin_norm_axis": .int(1)]
      ).told()
        == "R,S(0); R,R; R,R => R,S(0); R,S(0); R,S(0)")
    #expect(
      try Question("fused_rms_norm", ["[8,6]{S(0),R}", "[6]{R,S(0)}"]).told()
        == "S(0),S(0); R,R => S(0),S(0); S(0),S(0)")
    #expect(
      throws: RuleError.shape("layer_norm: input 1 must have the shape [6], it has [8]")
    ) { try Question("layer_norm", ["[8,6]{R,R}", "[8]{R,R}"]).told() }
  }

  @Test
  func `In training batch_norm keeps channels alone, and its parameters follow them`() throws {
    let c: [Question.Argument] = ["[4]{R,R}", "[4]{R,R}", "[4]{R,R}", "[4]{R,R}"]
    #expect(
      try Question("batch_norm", ["[8,4,8]{R,S(1)}"] + c).told()
        == "R,S(1); R,S(0); R,S(0); R,S(0); R,S(0) "
        + "=> R,S(1); R,S(0); R,S(0); R,S(0); R,S(0); R,R")
    #expect(
      try Question("batch_norm", ["[8,2,4]{R,S(2)}"] + c, ["data_format": .string("NLC")]).told()
        .hasPrefix("R,S(2); R,S(0);"))
    #expect(
      try Question(
        "batch_norm", ["[8,4,8]{S(0)}"] + Array(repeating: "[4]{R}", count: 4), mesh: [2]
      ).told()
        == "S(1); S(0); S(0); S(0); S(0) => S(1); S(0); S(0); S(0); S(0); R")
  }

  @Test
  func `With given statistics batch_norm keeps all shards of x, and its partial averages`() throws {
    let c = [Question.Argument](repeating: "[4]{R,R}", count: 4)
    #expect(
      try Question("batch_norm", ["[8,4,8]{S(0),P(avg)}"] + c, ["is_test": .bool(true)]).told()
        == "S(0),P(avg); R,R; R,R; R,R; R,R => S(0),P(avg); R,R; R,R; R,R; R,R; R,R")
    #expect(
      try Question("batch_norm", ["[8,4,8]{S(2),S(1)}"] + c, ["use_global_stats": .bool(true)])
        .told()
        .hasPrefix("S(2),S(1); R,S(0);"))
  }

  @Test
  func `group_norm keeps a shard of the channels that cuts no group`() throws {
    #expect(
      try Question(
        "group_norm", ["[2,8,6]{S(0),S(1)}", "[8]{R,R}", "[8]{R,R}"], ["groups": .int(4)]
      ).told()
        == "S(0),S(1); R,S(0); R,S(0) => S(0),S(1); S(0),S(1); S(0),S(1)")
    #expect(
      try Question("group_norm", ["[2,6]{S(1)}", "[6]{R}"], mesh: [2], ["groups": .int(3)]).told()
        == "S(0); R => S(0); S(0); S(0)")
    #expect(
      throws: RuleError.attribute(
        "group_norm: attribute 'groups' must divide the 8 channels, it is 3")
    ) { try Question("group_norm", ["[2,8,6]{R,R}"], ["groups": .int(3)]).told() }
  }

  @Test
  func `instance_norm keeps samples and channels; its gradient sums over sharded samples`() throws {
    #expect(
      try Question("instance_norm", ["[8,4,6]{S(0),S(1)}", "[4]{R,R}", "[4]{R,R}"]).told()
        == "S(0),S(1); R,S(0); R,S(0) => S(0),S(1); S(0),S(1); S(0),S(1)")
    #expect(
      try Question(
        "instance_norm", .gradient,
        [
          "[8,4,6]{S(0),R}", "[4]{R,R}", "[4]{R,R}", "[8,4]{S(0),R}", "[8,4]{S(0),R}",
          "[8,4,6]{S(0),P(sum)}",
        ]
      ).told()
        == "S(0),R; R,R; R,R; S(0),R; S(0),R; S(0),P(sum) "
        + "=> S(0),P(sum); P(sum),P(sum); P(sum),P(sum)")
  }
}
