/// What the outputs of the ops are called that have more than one, in order: `out*` for a list, `state?` for
/// one that is there where its input is. Any other op has one, `out`.
private let outputsByOp: [String: [String]] = {
  var all: [String: [String]] = [:]
  for (ops, outputs) in allOutputs {
    for op in ops {
      precondition(all[op] == nil, "the outputs of '\(op)' are written twice")
      all[op] = outputs
    }
  }
  return all
}()

private let allOutputs: [(ops: [String], outputs: [String])] = [
  (["topk", "argsort", "cummax", "cummin"], ["values", "indices"]),
  (["split", "split_with_num", "unbind"], ["out*"]),
  (["unique"], ["values", "index", "inverse", "counts"]),
  (["layer_norm", "group_norm"], ["out", "mean", "variance"]),
  (["rms_norm", "fused_rms_norm"], ["out", "inverse_deviation"]),
  (["instance_norm"], ["out", "mean", "inverse_deviation"]),
  (
    ["batch_norm"],
    ["out", "mean_out", "variance_out", "saved_mean", "saved_inverse_deviation", "reserve_space"]
  ),
  (
    [
      "cross_entropy_with_softmax", "softmax_with_cross_entropy", "c_softmax_with_cross_entropy",
      "c_softmax_with_multi_label_cross_entropy",
    ], ["softmax", "loss"]
  ),
  (["fused_dropout_add"], ["out", "seed_offset"]),
  (["linear_v2", "fused_gemm_epilogue"], ["out", "reserve_space"]),
  (["fused_linear_param_grad_add"], ["dweight_out", "dbias_out"]),
  (["flash_attention"], ["out", "softmax", "softmax_lse", "seed_offset"]),
  (["fused_rotary_position_embedding"], ["out_q", "out_k", "out_v"]),
  (
    ["moe_gate_dispatch"], ["y", "combine_weights", "scatter_index", "expert_offset", "expert_id"]
  ),
  (["sgd"], ["param_out", "master_param_out?"]),
  (["momentum"], ["param_out", "velocity_out", "master_param_out?"]),
  (["adagrad"], ["param_out", "moment_out", "master_param_out?"]),
  (
    ["adam", "adamw"],
    [
      "param_out", "moment1_out", "moment2_out", "moment2_max_out", "beta1_pow_out",
      "beta2_pow_out", "master_param_out?",
    ]
  ),
  (["check_finite_and_unscale"], ["out*", "found_infinite"]),
]

extension Inference {
  /// The names of the op's outputs: `out*` is a list, `state?` there where its input is.
  public static func outputs(of op: String) -> [String] { outputsByOp[op] ?? ["out"] }

  /// The names of so many outputs of the op, lists flattened: `out[0]`, `out[1]`, `found_infinite`.
  public static func outputNames(of op: String, count: Int) -> [String] {
    let declared = outputs(of: op)
    let listed = count - (declared.count - 1)
    return Array(
      declared.flatMap { name in
        name.hasSuffix("*")
          ? (0..<max(0, listed)).map { "\(name.dropLast())[\($0)]" } : [name.filter { $0 != "?" }]
      }.prefix(count))
  }
}
