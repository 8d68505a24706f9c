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
        "query: q by heads, key: k by heads, value: v by heads, attn_mask=None: attn_mask, dropout_p=0.0: dropout, is_causal=False: causal, *, scale=None, enable_gqa=False: _",
        results: ["out"]),
      ForeignCall(
        ["aten._scaled_dot_product_flash_attention_for_cpu.default"],
        "query: q by heads, key: k by heads, value: v by heads, dropout_p=0.0: dropout, is_causal=False: causal, *, attn_mask=None: attn_mask, scale=None",
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
}
