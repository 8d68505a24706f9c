// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let moeGateDispatch = OpSchema(
    "moe_gate_dispatch",
    documentation: "Rows of tokens sent to the k experts that the gate likes most, as many as each has room for.",
    kind: .routing,
    inputs: ["x", "gate_logits", "corr_bias?"],
    outputs: ["y", "combine_weights", "scatter_index", "expert_offset", "expert_id"],
    attributes: [
      Attribute("k", .int, .refused),
      Attribute("capacity", .int, .refused),
      Attribute("use_pad", .bool, .value(.bool(true))),
    ],
    rule: "MoEGateDispatch",
    dtypes: .gateDispatch,
    kernel: "moeGateDispatch",
    scratch: [.choices],
    gradient: .formula,
    method: .generated("moeGateDispatch(_:corrBias:k:capacity:usePad:)"))

  static let moeCombine = OpSchema(
    "moe_combine",
    documentation: "The experts' answers brought back to each token, weighted.",
    kind: .routing,
    inputs: ["x", "combine_weights", "scatter_index"],
    indices: [
      IndexBound(2, .dim(0, of: 0)),
    ],
    rule: "MoECombine",
    dtypes: .combine,
    kernel: "moeCombine",
    scratch: [.chosen],
    gradient: .writtenOut,
    method: .generated("moeCombine(_:scatterIndex:)"))
}
