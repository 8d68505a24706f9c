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
    gradient: .writtenOut,
    method: .generated("layerNorm(scale:bias:epsilon:beginNormAxis:)"),
    pytorch: [
      ForeignCall(
        ["aten.layer_norm.default", "torch.nn.functional.layer_norm"],
        "input: x, normalized_shape: begin_norm_axis by trailing, weight=None: scale, bias=None: bias, eps=1e-05: epsilon, cudnn_enable=True: _",
        results: ["out"]),
      ForeignCall(
        ["aten.native_layer_norm.default"],
        "input: x, normalized_shape: begin_norm_axis by trailing, weight: scale, bias: bias, eps: epsilon",
        results: ["out", "mean"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.layer_norm"],
        "x: x, normalized_shape: begin_norm_axis by trailing, weight=None: scale, bias=None: bias, epsilon=1e-05: epsilon",
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
    gradient: .writtenOut,
    method: .generated("rmsNorm(scale:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["aten.rms_norm.default", "torch.nn.functional.rms_norm"],
        "input: x, normalized_shape: _, weight=None: scale, eps=None: epsilon",
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_rms_norm"],
        "x: x, norm_weight: scale, norm_bias: _, epsilon: epsilon, begin_norm_axis: _",
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
    gradient: .writtenOut,
    method: .generated("batchNorm(_:variance:scale:bias:isTest:momentum:epsilon:dataFormat:useGlobalStats:trainableStatistics:)"),
    pytorch: [
      ForeignCall(
        ["aten.batch_norm.default", "torch.batch_norm"],
        "input: x, weight: scale, bias: bias, running_mean: mean, running_var: variance, training: is_test by not, momentum: momentum by complement, eps: epsilon, cudnn_enabled: _",
        results: ["out"]),
      ForeignCall(
        ["aten._native_batch_norm_legit_no_training.default"],
        "input: x, weight: scale, bias: bias, running_mean: mean, running_var: variance, momentum: momentum by complement, eps: epsilon",
        sets: ["is_test": .bool(true)],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.batch_norm"],
        "x: x, running_mean: mean, running_var: variance, weight=None: scale, bias=None: bias, training=False: is_test by not, momentum=0.9: momentum, epsilon=1e-05: epsilon, data_format=NCHW: data_format, use_global_stats=None: use_global_stats",
        results: ["out"]),
    ],
    onnx: [
      ForeignCall(
        ["BatchNormalization"],
        "X: x, scale: scale, B: bias, input_mean: mean, input_var: variance, *, epsilon=1e-05: epsilon, momentum=0.9: _, training_mode=0",
        sets: ["is_test": .bool(true)],
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
    gradient: .writtenOut,
    method: .generated("groupNorm(scale:bias:epsilon:groups:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.group_norm.default", "torch.group_norm"],
        "input: x, num_groups: groups, weight=None: scale, bias=None: bias, eps=1e-05: epsilon, cudnn_enabled=True: _",
        results: ["out"]),
      ForeignCall(
        ["aten.native_group_norm.default"],
        "input: x, weight: scale, bias: bias, N: _, C: _, HxW: _, group: groups, eps: epsilon",
        results: ["out", "mean"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.group_norm"],
        "x: x, num_groups: groups, epsilon=1e-05: epsilon, weight=None: scale, bias=None: bias, data_format=NCHW: data_format",
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
    gradient: .writtenOut,
    method: .generated("instanceNorm(scale:bias:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["aten.instance_norm.default", "torch.instance_norm"],
        "input: x, weight: scale, bias: bias, running_mean==None, running_var==None, use_input_stats==True, momentum: _, eps: epsilon, cudnn_enabled: _",
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.instance_norm"],
        "x: x, running_mean=None: _, running_var=None: _, weight=None: scale, bias=None: bias, use_input_stats=True, momentum=0.9: _, eps=1e-05: epsilon, data_format=NCHW: _",
        results: ["out"]),
    ],
    onnx: [
      ForeignCall(
        ["InstanceNormalization"],
        "input: x, scale: scale, B: bias, *, epsilon=1e-05: epsilon",
        results: ["out"]),
    ])

  static let skipLayernorm = OpSchema(
    "skip_layernorm",
    documentation: "The layer normalisation of x + y.",
    kind: .normalization,
    inputs: ["x", "y", "scale", "bias"],
    attributes: [
      Attribute("epsilon", .number, .refused),
      Attribute("begin_norm_axis", .int, .refused),
    ],
    rule: "SkipLayerNorm",
    dtypes: .addedNorm,
    kernel: "skipLayerNorm",
    gradient: .writtenOut,
    method: .generated("skipLayernorm(_:scale:bias:epsilon:beginNormAxis:)"))

  static let fusedFcElementwiseLayernorm = OpSchema(
    "fused_fc_elementwise_layernorm",
    documentation: "The layer normalisation of y and of what fc gives of x and w; mean and variance of each row come too.",
    kind: .normalization,
    inputs: ["x", "w", "y", "bias0?", "scale?", "bias1?"],
    outputs: ["out", "mean", "variance"],
    attributes: [
      Attribute("x_num_col_dims", .int, .value(.int(1))),
      Attribute("activation_type", .choice(["", "relu"]), .value(.string(""))),
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("begin_norm_axis", .int, .value(.int(1))),
    ],
    rule: "FusedFCElementwiseLayerNorm",
    dtypes: .addedNorm,
    kernel: "fusedFCElementwiseLayerNorm",
    scratch: [.conversions, .result],
    gradient: .writtenOut,
    method: .generated("fusedFcElementwiseLayernorm(_:y:bias0:scale:bias1:xNumColDims:activationType:epsilon:beginNormAxis:)"))

  static let fusedEmbeddingEltwiseLayernorm = OpSchema(
    "fused_embedding_eltwise_layernorm",
    documentation: "The layer normalisation of the sum of the rows that ids name in several tables.",
    kind: .normalization,
    inputs: ["ids*", "embs*", "bias", "scale"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-05))),
    ],
    indices: [
      IndexBound(0, .tables(of: 1)),
    ],
    rule: "FusedEmbeddingEltwiseLayerNorm",
    dtypes: .embeddingNorm,
    kernel: "fusedEmbeddingEltwiseLayerNorm",
    scratch: [.conversions, .result, .indexLists],
    gradient: .writtenOut,
    method: .generated("fusedEmbeddingEltwiseLayernorm(_:embs:bias:scale:epsilon:)"))

  static let fusedBiasDropoutResidualLayerNorm = OpSchema(
    "fused_bias_dropout_residual_layer_norm",
    documentation: "The layer normalisation of the residual and dropout(x + bias); the sum, what was kept, and each row's statistics come too.",
    kind: .normalization,
    inputs: ["x", "residual", "bias?", "ln_scale?", "ln_bias?", "mask?"],
    outputs: ["y", "bias_dropout_residual_out", "dropout_mask_out", "ln_mean", "ln_variance"],
    attributes: [
      Attribute("dropout_rate", .number, .value(.double(0.5))),
      Attribute("is_test", .bool, .value(.bool(false))),
      Attribute("dropout_fix_seed", .bool, .value(.bool(true)), idle: "draws follow the seed always"),
      Attribute("dropout_seed", .int, .value(.int(1))),
      Attribute("dropout_implementation", .choice(["downgrade_in_infer", "upscale_in_train"]), .value(.string("downgrade_in_infer"))),
      Attribute("ln_epsilon", .number, .value(.double(1e-05))),
    ],
    rule: "FusedBiasDropoutResidualLayerNorm",
    dtypes: .residualNorm,
    kernel: "fusedBiasDropoutResidualLayerNorm",
    scratch: [.conversions, .mask],
    gradient: .writtenOut,
    method: .generated("fusedBiasDropoutResidualLayerNorm(_:bias:lnScale:lnBias:mask:dropoutRate:isTest:dropoutSeed:dropoutImplementation:lnEpsilon:)"),
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_bias_dropout_residual_layer_norm"],
        "x: x, residual: residual, bias=None: bias, ln_scale=None: ln_scale, ln_bias=None: ln_bias, dropout_rate=0.5: dropout_rate, ln_epsilon=1e-05: ln_epsilon, training=True: is_test by not, mode=upscale_in_train",
        sets: ["dropout_implementation": .string("upscale_in_train")],
        results: ["y"]),
    ])

  static let fusedBiasDropoutResidualLayerNormGrad = OpSchema(
    "fused_bias_dropout_residual_layer_norm_grad",
    documentation: "The gradients of x, residual, bias, scale and shift, by the result's and by what the op left for them.",
    kind: .normalization,
    inputs: ["y_grad", "bias_dropout_residual_out", "ln_mean", "ln_variance", "dropout_mask_out", "ln_scale?"],
    outputs: ["x_grad", "residual_grad", "bias_grad", "ln_scale_grad", "ln_bias_grad"],
    attributes: [
      Attribute("dropout_rate", .number, .value(.double(0.5))),
      Attribute("is_test", .bool, .value(.bool(false))),
      Attribute("dropout_fix_seed", .bool, .value(.bool(true)), idle: "what was kept is given"),
      Attribute("dropout_seed", .int, .value(.int(1)), idle: "what was kept is given"),
      Attribute("dropout_implementation", .choice(["downgrade_in_infer", "upscale_in_train"]), .value(.string("downgrade_in_infer"))),
      Attribute("ln_epsilon", .number, .value(.double(1e-05))),
    ],
    rule: "FusedBiasDropoutResidualLayerNormGrad",
    dtypes: .residualNormGradient,
    kernel: "fusedBiasDropoutResidualLayerNormGrad",
    scratch: [.conversions, .wideCopies],
    gradient: .missing("it is itself a gradient, of an op that is differentiated by what it is written out as"),
    method: .generated("fusedBiasDropoutResidualLayerNormGrad(_:lnMean:lnVariance:dropoutMaskOut:lnScale:dropoutRate:isTest:dropoutImplementation:lnEpsilon:)"))
}
