// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let layerNorm = OpSchema(
    "layer_norm",
    documentation: "Each row from begin_norm_axis on, less its mean, over its deviation, times scale, plus bias; also mean and variance.",
    kind: .normalization,
    inputs: ["x", "scale?", "bias?"],
    outputs: ["out", "mean", "variance"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("begin_norm_axis", .int, .value(.int(1))),
    ],
    rule: "LayerNorm",
    dtypes: .normalization,
    kernel: "layerNorm",
    method: .generated("layerNorm(scale:bias:epsilon:beginNormAxis:)"),
    pytorch: [
      ForeignCall(
        ["aten.layer_norm.default", "torch.nn.functional.layer_norm"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("normalized_shape", nil, .ours("begin_norm_axis", by: .trailing)),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("eps", "1e-05", .ours("epsilon", by: nil)),
          ForeignCall.Argument("cudnn_enable", "True", .ignored),
        ],
        results: ["out"]),
      ForeignCall(
        ["aten.native_layer_norm.default"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("normalized_shape", nil, .ours("begin_norm_axis", by: .trailing)),
          ForeignCall.Argument("weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("eps", nil, .ours("epsilon", by: nil)),
        ],
        results: ["out", "mean"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.layer_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("normalized_shape", nil, .ours("begin_norm_axis", by: .trailing)),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("epsilon", "1e-05", .ours("epsilon", by: nil)),
        ],
        results: ["out"]),
    ])

  static let rmsNorm = OpSchema(
    "rms_norm",
    aliases: ["fused_rms_norm"],
    documentation: "Each row over the root of its mean square, times scale; also the inverse of that root.",
    kind: .normalization,
    inputs: ["x", "scale?"],
    outputs: ["out", "inverse_deviation"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-06))),
    ],
    rule: "RMSNorm",
    dtypes: .normalization,
    kernel: "rmsNorm",
    method: .generated("rmsNorm(scale:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["aten.rms_norm.default", "torch.nn.functional.rms_norm"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("normalized_shape", nil, .ignored),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("eps", "None", .ours("epsilon", by: nil)),
        ],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_rms_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("norm_weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("norm_bias", nil, .ignored),
          ForeignCall.Argument("epsilon", nil, .ours("epsilon", by: nil)),
          ForeignCall.Argument("begin_norm_axis", nil, .ignored),
        ],
        results: ["out"]),
    ])

  static let batchNorm = OpSchema(
    "batch_norm",
    documentation: "Each channel less its mean, over its deviation, of the batch or of the running statistics, which also move on.",
    kind: .normalization,
    inputs: ["x", "mean", "variance", "scale?", "bias?"],
    outputs: ["out", "mean_out", "variance_out", "saved_mean", "saved_inverse_deviation", "reserve_space"],
    attributes: [
      Attribute("is_test", .bool, .value(.bool(false))),
      Attribute("momentum", .number, .value(.double(0.9))),
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NC", "NCL", "NLC", "NCDHW", "NDHWC"]), .value(.string("NCHW"))),
      Attribute("use_global_stats", .bool, .value(.bool(false))),
      Attribute("trainable_statistics", .bool, .value(.bool(false))),
    ],
    rule: "BatchNorm",
    dtypes: .normalization,
    kernel: "batchNorm",
    scratch: [.conversions, .wideCopies],
    method: .generated("batchNorm(_:variance:scale:bias:isTest:momentum:epsilon:dataFormat:useGlobalStats:trainableStatistics:)"),
    pytorch: [
      ForeignCall(
        ["aten.batch_norm.default", "torch.batch_norm"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("running_mean", nil, .ours("mean", by: nil)),
          ForeignCall.Argument("running_var", nil, .ours("variance", by: nil)),
          ForeignCall.Argument("training", nil, .ours("is_test", by: .not)),
          ForeignCall.Argument("momentum", nil, .ours("momentum", by: .complement)),
          ForeignCall.Argument("eps", nil, .ours("epsilon", by: nil)),
          ForeignCall.Argument("cudnn_enabled", nil, .ignored),
        ],
        results: ["out"]),
      ForeignCall(
        ["aten._native_batch_norm_legit_no_training.default"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("running_mean", nil, .ours("mean", by: nil)),
          ForeignCall.Argument("running_var", nil, .ours("variance", by: nil)),
          ForeignCall.Argument("momentum", nil, .ours("momentum", by: .complement)),
          ForeignCall.Argument("eps", nil, .ours("epsilon", by: nil)),
        ],
        sets: ["is_test": .bool(true)],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.batch_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("running_mean", nil, .ours("mean", by: nil)),
          ForeignCall.Argument("running_var", nil, .ours("variance", by: nil)),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("training", "False", .ours("is_test", by: .not)),
          ForeignCall.Argument("momentum", "0.9", .ours("momentum", by: nil)),
          ForeignCall.Argument("epsilon", "1e-05", .ours("epsilon", by: nil)),
          ForeignCall.Argument("data_format", "NCHW", .ours("data_format", by: nil)),
          ForeignCall.Argument("use_global_stats", "None", .ours("use_global_stats", by: nil)),
        ],
        results: ["out"]),
    ])

  static let groupNorm = OpSchema(
    "group_norm",
    documentation: "Each group of channels of each sample less its mean, over its deviation; also mean and variance.",
    kind: .normalization,
    inputs: ["x", "scale?", "bias?"],
    outputs: ["out", "mean", "variance"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("groups", .int, .value(.int(1))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NC", "NCL", "NLC", "NCDHW", "NDHWC"]), .value(.string("NCHW"))),
    ],
    rule: "GroupNorm",
    dtypes: .normalization,
    kernel: "groupNorm",
    scratch: [.conversions, .wideCopies],
    method: .generated("groupNorm(scale:bias:epsilon:groups:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.group_norm.default", "torch.group_norm"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("num_groups", nil, .ours("groups", by: nil)),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("eps", "1e-05", .ours("epsilon", by: nil)),
          ForeignCall.Argument("cudnn_enabled", "True", .ignored),
        ],
        results: ["out"]),
      ForeignCall(
        ["aten.native_group_norm.default"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("N", nil, .ignored),
          ForeignCall.Argument("C", nil, .ignored),
          ForeignCall.Argument("HxW", nil, .ignored),
          ForeignCall.Argument("group", nil, .ours("groups", by: nil)),
          ForeignCall.Argument("eps", nil, .ours("epsilon", by: nil)),
        ],
        results: ["out", "mean"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.group_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("num_groups", nil, .ours("groups", by: nil)),
          ForeignCall.Argument("epsilon", "1e-05", .ours("epsilon", by: nil)),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("data_format", "NCHW", .ours("data_format", by: nil)),
        ],
        results: ["out"]),
    ])

  static let instanceNorm = OpSchema(
    "instance_norm",
    documentation: "Each channel of each sample less its mean, over its deviation; also the mean and the inverse deviation.",
    kind: .normalization,
    inputs: ["x", "scale?", "bias?"],
    outputs: ["out", "mean", "inverse_deviation"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-05))),
    ],
    rule: "InstanceNorm",
    dtypes: .normalization,
    kernel: "instanceNorm",
    scratch: [.conversions, .wideCopies],
    method: .generated("instanceNorm(scale:bias:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["aten.instance_norm.default", "torch.instance_norm"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("scale", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("running_mean", "None", .fixed),
          ForeignCall.Argument("running_var", "None", .fixed),
          ForeignCall.Argument("use_input_stats", "True", .fixed),
          ForeignCall.Argument("momentum", nil, .ignored),
          ForeignCall.Argument("eps", nil, .ours("epsilon", by: nil)),
          ForeignCall.Argument("cudnn_enabled", nil, .ignored),
        ],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.instance_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("running_mean", "None", .ignored),
          ForeignCall.Argument("running_var", "None", .ignored),
          ForeignCall.Argument("weight", "None", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
          ForeignCall.Argument("use_input_stats", "True", .fixed),
          ForeignCall.Argument("momentum", "0.9", .ignored),
          ForeignCall.Argument("eps", "1e-05", .ours("epsilon", by: nil)),
          ForeignCall.Argument("data_format", "NCHW", .ignored),
        ],
        results: ["out"]),
    ])
}
