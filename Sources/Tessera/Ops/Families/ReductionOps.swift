import SPMDRules
import Tensors

/// Reductions. No axis named means all of them. Sums and products of integers are `int64` or
/// `uint64`, means and norms of them `float32`.
let reductionOps: [OpDefinition] =
  named.map { name, op in
    reduction(name, keep: "keep_dim", over: { try $0.dims(of: $1) }) { _ in op }
  }
  + [
    reduction("reduce_base", keep: "keep_dim", over: { try $0.dims(of: $1) }) { call in
      let kinds: [ReductionOp] = [.sum, .max, .min, .prod, .mean, .any, .all]
      // That it is one of them, the rule has seen; that it is given, it does not require.
      return kinds[try call.int("reduce_type")]
    },
    reduction("mean_all", keep: nil, over: { Set(0..<$1) }) { _ in .mean },
    reduction(
      "logsumexp", keep: "keepdims",
      over: { try $0.bool("reduce_all") ? Set(0..<$1) : $0.dims(of: $1) }
    ) { _ in .logSumExp },
    reduction(
      "p_norm", keep: "keepdims",
      over: { try $0.bool("asvector") ? Set(0..<$1) : $0.dim(of: $1) }
    ) { .norm(p: try $0.double("porder")) },
  ]

private let named: KeyValuePairs<String, ReductionOp> = [
  "sum": .sum, "reduce_sum": .sum, "mean": .mean, "reduce_mean": .mean,
  "max": .max, "amax": .max, "reduce_max": .max, "min": .min, "amin": .min, "reduce_min": .min,
  "prod": .prod, "reduce_prod": .prod, "any": .any, "reduce_any": .any,
  "all": .all, "reduce_all": .all,
  "frobenius_norm": .norm(p: 2), "squared_l2_norm": .squaredL2Norm,
]

/// - Parameters:
///   - keep: the attribute that says whether the axes stay, of extent 1.
///   - axes: those of a tensor of so many dims.
private func reduction(
  _ name: String, keep: String?,
  over axes: @escaping @Sendable (RuleCall, Int) throws -> Set<Int>,
  _ op: @escaping @Sendable (RuleCall) throws -> ReductionOp
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    let op = try translated { try op(call.reader) }
    guard let result = op.resultDType(for: call.dtypes[0]) else {
      throw call.undefined(on: call.dtypes[0])
    }
    return [result]
  } compute: { call in
    let (x, op) = (call.tensor(0), try op(call.reader))
    let result = x.reduced(
      op, axes: try axes(call.reader, x.ndim).sorted(),
      keepDims: keep.map { call.bool($0) } ?? false)
    // An empty shard of more leaves the others' sum as it is, also where that is -0.
    if op == .sum, x.isEmpty, !call.part(0).shape.contains(0) { result.fillIdentity(of: .sum) }
    return [result]
  }
}
