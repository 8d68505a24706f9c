import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// Layers of a model on sharded tensors give what one rank alone gives.
@Suite
struct LayerOpTests {
  static let placements = ["R,R", "S(0),S(1)", "S(1),S(0)", "S(0),S(0)", "S(1),R"]

  @Test(arguments: placements)
  func `Products with a bias`(_ placements: String) throws {
    let x = Input([6, 8], placements)
    let bias = Input([5], "S(0),R", .random(seed: 3))
    try expectAlike("linear_v2", [x, Input([8, 5], placements), bias])
    try expectAlike("linear_v2", [x, Input([8, 5], "S(0),S(1)")])
    try expectAlike(
      "linear_v2", [x, Input([5, 8], "R,S(1)"), bias], ["transpose_weight": .bool(true)])
    for activation in ["none", "relu", "gelu"] {
      try expectAlike(
        "fused_gemm_epilogue", [Input([8, 6], placements), Input([5, 8], "S(1),R"), bias],
        ["trans_x": .bool(true), "trans_y": .bool(true), "activation": .string(activation)])
    }
    let gradients = [Input([8, 5], "R,S(1)"), Input([5], "R,R")]
    for given in 0...2 {
      try expectAlike(
        "fused_linear_param_grad_add",
        [Input([2, 3, 8], placements), Input([2, 3, 5], "R,S(0)")] + gradients.prefix(given),
        ["has_bias": .bool(given != 1)])
    }
    for equation in ["ij,jk->ik", "ij,jk", "ij,jk->kj", "ij,jk->"] {
      try expectAlike(
        "einsum", lists: [[x, Input([8, 5], "S(0),R")]], [], ["equation": .string(equation)])
    }
  }

  @Test(arguments: placements + ["P(sum),S(1)", "S(1),S(1)"])
  func `Softmax and cross entropy`(_ placements: String) throws {
    let x = Input([6, 5], placements)
    let labels = Input([6, 1], .int64, "S(0),R", .iota)
    let ignored: [String: AttributeValue] = ["ignore_index": .int(5)]
    for op in ["softmax", "log_softmax"] {
      try expectAlike(op, [x])
      try expectAlike(op, [x], ["axis": .int(0)])
    }
    for op in ["cross_entropy_with_softmax", "c_softmax_with_cross_entropy"] {
      try expectAlike(op, [x, labels], ignored)
      // No label of int32 is ignored by a number that only int64 has.
      let small = Input([6, 1], .int32, "S(0),R", .zeros)
      try expectAlike(op, [x, small], ["ignore_index": .int(1 << 32)])
      try expectAlike(op, [x, small], ["ignore_index": .int(.max)])
    }
    let op = "softmax_with_cross_entropy"
    try expectAlike(
      op, [x, Input([1, 5], .int32, "R,S(1)", .iota)], ["axis": .int(0)])
    try expectAlike(op, [x, labels], ["use_softmax": .bool(false)].merging(ignored) { $1 })
    for uses in [true, false] {
      try expectAlike(
        op, [x, Input([6, 5], "R,P(sum)")],
        ["soft_label": .bool(true), "use_softmax": .bool(uses)])
    }
    #expect(throws: TesseraError(.data, "\(op): labels must be in 0..<5, one is 5")) {
      try run(op, [.one(x), .one(labels)], [:], ranks: 4)
    }
  }

  @Test
  func `Sharded classes stay where they are, and two values a row are folded`() throws {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [2, 2])
    let logits = try DistTensor(
      fill: .random(seed: 1), shape: [4, 6], "S(0),S(1)", on: mesh, in: cluster)
    let labels = try DistTensor(
      fill: .iota, shape: [4, 1], dtype: .int64, "S(0),R", on: mesh, in: cluster)
    let (outputs, trace) = try Trace.record {
      try forbidImplicitReshard {
        try cluster.apply("cross_entropy_with_softmax", [.one(logits), .one(labels)])
      }
    }
    #expect(outputs.map(\.attr.description) == ["S(0),S(1)", "S(0),R"])
    #expect(trace.totals.map(\.collective) == ["all-reduce"])
    #expect(trace.totals.map(\.count) == [2])
  }

  @Test(arguments: placements)
  func `Normalisations`(_ placements: String) throws {
    let x = Input([4, 6, 3], placements)
    let channels = [2, 3].map { Input([6], "S(0),R", .random(seed: $0)) }
    try expectAlike(
      "layer_norm", [x, Input([18], "S(0),R"), Input([18], .float64, "R,R")],
      ["begin_norm_axis": .int(1)])
    try expectAlike("layer_norm", [x], ["begin_norm_axis": .int(-1)])
    for op in ["rms_norm", "fused_rms_norm"] {
      try expectAlike(op, [x, Input([3], "R,S(0)")])
      try expectAlike(op, [x])
    }
    for groups in [1, 2, 3, 6] {
      try expectAlike("group_norm", [x] + channels, ["groups": .int(groups)])
    }
    try expectAlike(
      "group_norm", [Input([4, 3, 6], placements)] + channels,
      ["groups": .int(2), "data_format": .string("NLC")])
    try expectAlike("instance_norm", [x] + channels)
    let running = [4, 5].map { Input([6], "R,S(0)", .random(seed: $0)) }
    for flag in ["is_test", "use_global_stats", "trainable_statistics"] {
      try expectAlike("batch_norm", [x] + running + channels, [flag: .bool(true)])
    }
    try expectAlike(
      "batch_norm", [Input([4, 3, 6], placements)] + running, ["data_format": .string("NHWC")])
  }

  @Test(arguments: placements)
  func `Convolutions`(_ placements: String) throws {
    let image = Input([4, 4, 6, 5], placements)
    let strides: [String: AttributeValue] = ["strides": .ints([2, 1]), "paddings": .ints([1, 0])]
    for filter in ["R,R", "S(0),S(1)", "R,S(0)"] {
      try expectAlike("conv2d", [image, Input([6, 4, 3, 2], filter)], strides)
      try expectAlike("conv2d", [image, Input([6, 2, 3, 2], filter)], strides)
      try expectAlike("depthwise_conv2d", [image, Input([8, 1, 3, 2], filter)])
      try expectAlike("conv2d_transpose", [image, Input([4, 6, 3, 2], filter)], strides)
      try expectAlike(
        "conv2d_transpose", [image, Input([4, 3, 3, 2], filter)],
        strides.merging(["groups": .int(2), "output_padding": .ints([1, 0])]) { $1 })
    }
    for algorithm in ["SAME", "VALID"] {
      let attributes = strides.merging(["padding_algorithm": .string(algorithm)]) { $1 }
      try expectAlike("conv2d", [image, Input([6, 4, 3, 2], "R,R")], attributes)
      try expectAlike("conv2d_transpose", [image, Input([4, 6, 3, 2], "R,R")], attributes)
    }
    try expectAlike(
      "conv2d", [Input([4, 6, 5, 4], placements), Input([2, 4, 2, 2], "R,R")],
      ["data_format": .string("NHWC"), "paddings": .ints([1, 0, 0, 1])])
    try expectAlike(
      "conv3d", [Input([2, 4, 3, 3, 2], placements), Input([3, 4, 2, 1, 2], "R,R")])
    #expect(throws: TesseraError.self) {
      try run(
        "conv2d_transpose", [.one(image), .one(Input([4, 6, 3, 2], "R,R"))],
        ["output_padding": .ints([3, 0])], ranks: 4)
    }
  }

  @Test(arguments: ["R,R", "S(0),S(2)", "S(2),S(0)", "S(1),S(2)", "S(2),S(2)"])
  func `Attention`(_ placements: String) throws {
    let q = Input([2, 5, 8, 4], placements)
    let keys = [2, 3].map { Input([2, 6, 4, 4], "R,S(2)", .random(seed: $0)) }
    let seed = Input([2], .int64, "R,R", .iota)
    let mask = Input([2, 1, 5, 6], .bool, "S(0),R")
    let returned: [String: AttributeValue] = ["return_softmax": .bool(true)]
    try expectAlike("flash_attention", [q] + keys, returned)
    try expectAlike("flash_attention", [q] + keys, ["causal": .bool(true)])
    try expectAlike("flash_attention", [q] + keys + [seed, mask], returned)
    try expectAlike(
      "flash_attention", [q] + keys + [seed], ["dropout": .double(0.4)].merging(returned) { $1 })
  }

  @Test(arguments: ["R,R", "S(0),S(1)", "S(1),S(2)", "P(sum),S(2)"])
  func `Rotary embedding`(_ placements: String) throws {
    let q = Input([2, 6, 4, 4], placements)
    let k = Input([2, 6, 2, 4], "S(0),R")
    let none = Input([0], "R,R")
    let tables = [Input([6, 4], "S(0),R"), Input([6, 4], "R,R", .random(seed: 5))]
    let op = "fused_rotary_position_embedding"
    try expectAlike(op, [q])
    try expectAlike(op, [q, k], ["use_neox_rotary_style": .bool(false)])
    try expectAlike(op, [q, none, k] + tables)
    let far = [Input([1, 12, 1, 4], "R,S(1)"), Input([1, 12, 1, 4], "R,R")]
    try expectAlike(op, [q, k, none] + far + [Input([2, 6], .int32, "S(1),R", .iota)])
    try expectAlike(op, [q, k], ["time_major": .bool(true)])
  }

  @Test(arguments: ["R,R", "S(1),R", "R,S(1)", "S(0),S(1)", "P(sum),R"])
  func `Experts and regions`(_ placements: String) throws {
    let x = Input([7, 4], placements)
    let gate = Input([7, 3], "S(0),R", .random(seed: 9))
    for isPadded in [true, false] {
      try expectAlike(
        "moe_gate_dispatch", [x, gate, Input([3], "R,R")],
        ["k": .int(2), "capacity": .int(4), "use_pad": .bool(isPadded)])
    }
    try expectAlike(
      "moe_combine", [x, Input([3, 2], "S(1),R"), Input([3, 2], .int64, "R,S(1)", .iota)])
    try expectAlike(
      "roi_align", [Input([1, 4, 6, 5], placements), Input([3, 4], "S(0),R", .iota)],
      ["pooled_height": .int(2), "pooled_width": .int(3), "spatial_scale": .double(0.5)])
    #expect(throws: TesseraError.self) {
      try run(
        "roi_align", [.one(Input([2, 4, 6, 5], placements)), .one(Input([3, 4], "R,R"))], [:],
        ranks: 4)
    }
  }
}
