// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let flashAttention = OpSchema(
    "flash_attention",
    documentation: "Scaled dot-product attention of queries to keys and values, [batch, tokens, heads, features] each.",
    kind: .attention,
    inputs: ["q", "k", "v", "fixed_seed_offset?", "attn_mask?"],
    outputs: ["out", "softmax", "softmax_lse", "seed_offset"],
    attributes: [
      Attribute("dropout", .number, .value(.double(0))),
      Attribute("causal", .bool, .value(.bool(false))),
      Attribute("return_softmax", .bool, .value(.bool(false))),
      Attribute("is_test", .bool, .value(.bool(false))),
    ],
    rule: "FlashAttention",
    dtypes: .attention,
    kernel: "flashAttention",
    scratch: [.conversions, .scores],
    gradient: .writtenOut,
    method: .generated("flashAttention(_:v:fixedSeedOffset:attnMask:dropout:causal:returnSoftmax:isTest:)"),
    knownAs: ["scaled_dot_product_attention", "sdpa"],
    pytorch: [
      ForeignCall(
        ["aten.scaled_dot_product_attention.default", "torch.nn.functional.scaled_dot_product_attention"],
        "query: q by heads, key: k by heads, value: v by heads, attn_mask=None: attn_mask, dropout_p=0.0, is_causal=False: causal, *, scale=None, enable_gqa=False: _",
        results: ["out"]),
      ForeignCall(
        ["aten._scaled_dot_product_flash_attention_for_cpu.default"],
        "query: q by heads, key: k by heads, value: v by heads, dropout_p=0.0, is_causal=False: causal, *, attn_mask=None: attn_mask, scale=None",
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.scaled_dot_product_attention"],
        "query: q, key: k, value: v, attn_mask=None: attn_mask, dropout_p=0.0: dropout, is_causal=False: causal, training=True: is_test by not",
        results: ["out"]),
      ForeignCall(
        ["paddle.nn.functional.flash_attention.flash_attention"],
        "query: q, key: k, value: v, dropout=0.0: dropout, causal=False: causal, return_softmax=False: return_softmax",
        results: ["out", "softmax"]),
    ])

  static let selfDpAttention = OpSchema(
    "self_dp_attention",
    documentation: "Attention of the queries, keys and values that lie one after the other in dim 2 of x; scores are multiplied by alpha.",
    kind: .attention,
    inputs: ["x"],
    attributes: [
      Attribute("alpha", .number, .value(.double(1))),
      Attribute("head_number", .int, .value(.int(1))),
    ],
    rule: "SelfDPAttention",
    dtypes: .floats,
    kernel: "selfDPAttention",
    scratch: [.conversions, .wideCopies],
    gradient: .writtenOut,
    method: .generated("selfDpAttention(alpha:headNumber:)"))

  static let fusedMultiTransformer = OpSchema(
    "fused_multi_transformer",
    documentation: "All layers of a transformer, for inference: of a whole input, or of one token that goes to a cache; the caches come too.",
    kind: .attention,
    inputs: ["x", "ln_scales*", "ln_biases*?", "qkv_weights*", "qkv_biases*?", "cache_kvs*?", "pre_caches*?", "rotary_embs?", "seq_lengths?", "src_mask?", "out_linear_weights*", "out_linear_biases*?", "ffn_ln_scales*", "ffn_ln_biases*?", "ffn1_weights*", "ffn1_biases*?", "ffn2_weights*", "ffn2_biases*?"],
    outputs: ["out", "cache_kv_outs*"],
    attributes: [
      Attribute("pre_layer_norm", .bool, .value(.bool(true))),
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("residual_alpha", .number, .value(.double(1))),
      Attribute("causal", .bool, .value(.bool(false))),
      Attribute("time_step", .int, .means("no single token is decoded")),
      Attribute("rotary_emb_dims", .int, .value(.int(0))),
      Attribute("act_method", .choice(["gelu", "geglu", "swiglu", "relu", "none"]), .value(.string("gelu"))),
      Attribute("trans_qkvw", .bool, .value(.bool(true))),
      Attribute("norm_type", .choice(["layernorm", "rmsnorm"]), .value(.string("layernorm"))),
      Attribute("use_neox_rotary_style", .bool, .value(.bool(false))),
      Attribute("gqa_group_size", .int, .value(.int(-1))),
      Attribute("dropout_rate", .number, .value(.double(0)), idle: "inference drops nothing"),
      Attribute("is_test", .bool, .value(.bool(true)), idle: "there is no training"),
      Attribute("dropout_implementation", .text, .value(.string("downgrade_in_infer")), idle: "inference drops nothing"),
      Attribute("ring_id", .int, .value(.int(-1)), idle: "placements say what is parallel"),
    ],
    rule: "FusedMultiTransformer",
    dtypes: .multiTransformer,
    kernel: "fusedMultiTransformer",
    scratch: [.conversions, .wideCopies],
    gradient: .missing("it is for inference"),
    method: .generated("fusedMultiTransformer(_:lnBiases:qkvWeights:qkvBiases:cacheKvs:preCaches:rotaryEmbs:seqLengths:srcMask:outLinearWeights:outLinearBiases:ffnLnScales:ffnLnBiases:ffn1Weights:ffn1Biases:ffn2Weights:ffn2Biases:preLayerNorm:epsilon:residualAlpha:causal:timeStep:rotaryEmbDims:actMethod:transQkvw:normType:useNeoxRotaryStyle:gqaGroupSize:)"))

  static let fusedMultiTransformerInt8 = OpSchema(
    "fused_multi_transformer_int8",
    documentation: "The same of weights of 8 bits: what they meet is quantised, and multiplied as integers.",
    kind: .attention,
    inputs: ["x", "ln_scales*", "ln_biases*?", "qkv_weights*", "qkv_biases*?", "cache_kvs*?", "src_mask?", "out_linear_weights*", "out_linear_biases*?", "ffn_ln_scales*", "ffn_ln_biases*?", "ffn1_weights*", "ffn1_biases*?", "ffn2_weights*", "ffn2_biases*?", "qkv_out_scales*", "out_linear_out_scales*", "ffn1_out_scales*", "ffn2_out_scales*"],
    outputs: ["out", "cache_kv_outs*"],
    attributes: [
      Attribute("pre_layer_norm", .bool, .value(.bool(true))),
      Attribute("epsilon", .number, .value(.double(1e-05))),
      Attribute("residual_alpha", .number, .value(.double(1))),
      Attribute("causal", .bool, .value(.bool(false))),
      Attribute("time_step", .int, .means("no single token is decoded")),
      Attribute("qkv_in_scale", .numbers, .refused),
      Attribute("out_linear_in_scale", .numbers, .refused),
      Attribute("ffn1_in_scale", .numbers, .refused),
      Attribute("ffn2_in_scale", .numbers, .refused),
      Attribute("quant_round_type", .int, .value(.int(1))),
      Attribute("quant_max_bound", .number, .value(.double(127))),
      Attribute("quant_min_bound", .number, .value(.double(-127))),
      Attribute("act_method", .text, .value(.string("gelu")), idle: "it is gelu always"),
      Attribute("trans_qkvw", .bool, .value(.bool(true)), idle: "weights lie one way"),
      Attribute("num_head", .int, .value(.int(0)), idle: "the weights say it"),
      Attribute("dim_head", .int, .value(.int(0)), idle: "the weights say it"),
      Attribute("dim_ffn", .int, .value(.int(0)), idle: "the weights say it"),
      Attribute("dropout_rate", .number, .value(.double(0)), idle: "inference drops nothing"),
      Attribute("is_test", .bool, .value(.bool(true)), idle: "there is no training"),
      Attribute("dropout_implementation", .text, .value(.string("downgrade_in_infer")), idle: "inference drops nothing"),
      Attribute("ring_id", .int, .value(.int(-1)), idle: "placements say what is parallel"),
    ],
    rule: "FusedMultiTransformer",
    dtypes: .multiTransformer,
    kernel: "fusedMultiTransformer",
    scratch: [.conversions, .wideCopies],
    gradient: .missing("it is for inference"),
    method: .generated("fusedMultiTransformerInt8(_:lnBiases:qkvWeights:qkvBiases:cacheKvs:srcMask:outLinearWeights:outLinearBiases:ffnLnScales:ffnLnBiases:ffn1Weights:ffn1Biases:ffn2Weights:ffn2Biases:qkvOutScales:outLinearOutScales:ffn1OutScales:ffn2OutScales:preLayerNorm:epsilon:residualAlpha:causal:timeStep:qkvInScale:outLinearInScale:ffn1InScale:ffn2InScale:quantRoundType:quantMaxBound:quantMinBound:)"))
}
