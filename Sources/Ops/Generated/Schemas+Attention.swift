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
    method: .generated("flashAttention(_:v:fixedSeedOffset:attnMask:dropout:causal:returnSoftmax:isTest:)"),
    knownAs: ["scaled_dot_product_attention", "sdpa"],
    pytorch: [
      ForeignCall(
        ["aten.scaled_dot_product_attention.default", "torch.nn.functional.scaled_dot_product_attention"],
        [
          ForeignCall.Argument("query", nil, .ours("q", by: .heads)),
          ForeignCall.Argument("key", nil, .ours("k", by: .heads)),
          ForeignCall.Argument("value", nil, .ours("v", by: .heads)),
          ForeignCall.Argument("attn_mask", "None", .ours("attn_mask", by: nil)),
          ForeignCall.Argument("dropout_p", "0.0", .ours("dropout", by: nil)),
          ForeignCall.Argument("is_causal", "False", .ours("causal", by: nil)),
          ForeignCall.Argument("scale", "None", .fixed, keyword: true),
          ForeignCall.Argument("enable_gqa", "False", .ignored, keyword: true),
        ],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.scaled_dot_product_attention"],
        [
          ForeignCall.Argument("query", nil, .ours("q", by: nil)),
          ForeignCall.Argument("key", nil, .ours("k", by: nil)),
          ForeignCall.Argument("value", nil, .ours("v", by: nil)),
          ForeignCall.Argument("attn_mask", "None", .ours("attn_mask", by: nil)),
          ForeignCall.Argument("dropout_p", "0.0", .ours("dropout", by: nil)),
          ForeignCall.Argument("is_causal", "False", .ours("causal", by: nil)),
          ForeignCall.Argument("training", "True", .ours("is_test", by: .not)),
        ],
        results: ["out"]),
      ForeignCall(
        ["paddle.nn.functional.flash_attention.flash_attention"],
        [
          ForeignCall.Argument("query", nil, .ours("q", by: nil)),
          ForeignCall.Argument("key", nil, .ours("k", by: nil)),
          ForeignCall.Argument("value", nil, .ours("v", by: nil)),
          ForeignCall.Argument("dropout", "0.0", .ours("dropout", by: nil)),
          ForeignCall.Argument("causal", "False", .ours("causal", by: nil)),
          ForeignCall.Argument("return_softmax", "False", .ours("return_softmax", by: nil)),
        ],
        results: ["out", "softmax"]),
    ])
}
