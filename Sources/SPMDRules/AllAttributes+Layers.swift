/// The attributes of normalisations, products and look-ups.
let normalizationAttributes: [(ops: [String], attributes: [Attribute])] = [
  (["layer_norm"], [.number("epsilon", 1e-5), .int("begin_norm_axis", 1)]),
  (["rms_norm", "fused_rms_norm"], [.number("epsilon", 1e-6)]),
  (["instance_norm"], [.number("epsilon", 1e-5)]),
  (["group_norm"], [.number("epsilon", 1e-5), .int("groups", 1), channels]),
  (
    ["batch_norm"],
    [
      .bool("is_test", false), .number("momentum", 0.9), .number("epsilon", 1e-5), channels,
      .bool("use_global_stats", false), .bool("trainable_statistics", false),
    ]
  ),
]

private let channels = Attribute.choice(
  "data_format", ["NCHW", "NHWC", "NC", "NCL", "NLC", "NCDHW", "NDHWC"])

private func windows(of dims: Int, _ more: [Attribute] = []) -> [Attribute] {
  let formats = ["NCHW", "NHWC", "NCDHW", "NDHWC", "AnyLayout"]
  return [
    .ints("strides", [Int](repeating: 1, count: dims)),
    .ints("paddings", [Int](repeating: 0, count: dims)),
  ] + more + [
    .choice("padding_algorithm", ["EXPLICIT", "SAME", "VALID"]),
    more.isEmpty
      ? .optional("groups", .int, without: "what the shapes say") : .int("groups", 1),
    .ints("dilations", [Int](repeating: 1, count: dims)),
    Attribute(
      "data_format", .choice(formats), .value(.string(dims == 2 ? "NCHW" : "NCDHW"))),
  ]
}

private let spread: [Attribute] = [.ints("output_padding", []), .ints("output_size", [])]

let productAttributes: [(ops: [String], attributes: [Attribute])] = [
  (["matmul", "matmul_v2"], [.bool("trans_x", false), .bool("trans_y", false)]),
  (["linear_v2"], [.bool("transpose_weight", false)]),
  (
    ["fused_gemm_epilogue"],
    [
      .bool("trans_x", false), .bool("trans_y", false),
      .choice("activation", ["none", "relu", "gelu"]),
    ]
  ),
  (
    ["fused_linear_param_grad_add"],
    [.bool("multi_precision", false), .bool("has_bias", true)]
  ),
  (["einsum"], [.required("equation", .text)]),
  (["conv2d", "depthwise_conv2d"], windows(of: 2)),
  (["conv3d"], windows(of: 3)),
  (["conv2d_transpose", "depthwise_conv2d_transpose"], windows(of: 2, spread)),
  (["conv3d_transpose"], windows(of: 3, spread)),
  (
    ["flash_attention"],
    [
      .number("dropout", 0), .bool("causal", false), .bool("return_softmax", false),
      .bool("is_test", false),
    ]
  ),
  (
    ["fused_rotary_position_embedding"],
    [
      .bool("use_neox_rotary_style", true), .bool("time_major", false),
      .number("rotary_emb_base", 10000),
    ]
  ),
  (
    ["moe_gate_dispatch"],
    [.required("k", .int), .required("capacity", .int), .bool("use_pad", true)]
  ),
]

let lookUpAttributes: [(ops: [String], attributes: [Attribute])] = [
  (
    ["embedding", "lookup_table_v2"],
    [.int("padding_idx", -1), .bool("sparse", false, idle: "it is of the gradient's storage")]
  ),
  (
    ["c_embedding"],
    [.int("start_index", 0), .int("vocab_size", -1, idle: "the table's shape says it")]
  ),
  (["gather", "index_select"], [.int("axis", 0)]),
  (["take_along_axis"], [.required("axis", .int)]),
  (
    ["put_along_axis"],
    [
      .required("axis", .int),
      .choice("reduce", ["assign", "add", "mul", "multiply", "amax", "amin", "mean"]),
      .bool("include_self", true),
    ]
  ),
  (["scatter"], [.bool("overwrite", true)]),
  (["index_put"], [.bool("accumulate", false)]),
  (
    ["roi_align"],
    [
      .int("pooled_height", 1), .int("pooled_width", 1), .number("spatial_scale", 1),
      .int("sampling_ratio", -1), .bool("aligned", true),
    ]
  ),
]
