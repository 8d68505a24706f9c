import SPMDRules
import Tensors

/// Reductions. No axis named means all of them. Sums and products of integers are `int64` or
/// `uint64`, means and norms of them `float32`.
extension Kernel {
  static let sum = named(.sum)
  static let mean = named(.mean)
  static let max = named(.max)
  static let min = named(.min)
  static let prod = named(.prod)
  static let `any` = named(.any)
  static let all = named(.all)
  static let frobeniusNorm = named(.norm(p: 2))
  static let squaredL2Norm = named(.squaredL2Norm)

  static let reduceBase = reduction(keep: "keep_dim", over: { try $0.dims(of: $1) }) { call in
    let kinds: [ReductionOp] = [.sum, .max, .min, .prod, .mean, .any, .all]
    // That it is one of them, the rule has seen.
    return kinds[try call.int("reduce_type")]
  }
  static let meanAll = reduction(keep: nil, over: { Set(0..<$1) }) { _ in .mean }
  static let logsumexp = reduction(
    keep: "keepdims",
    over: { try $0.bool("reduce_all") ? Set(0..<$1) : $0.dims(of: $1) }
  ) { _ in .logSumExp }
  static let pNorm = reduction(
    keep: "keepdims",
    over: { try $0.bool("asvector") ? Set(0..<$1) : $0.dim(of: $1) }
  ) { .norm(p: try $0.double("porder")) }

  private static func named(_ op: ReductionOp) -> Kernel {
    reduction(keep: "keep_dim", over: { try $0.dims(of: $1) }) { _ in op }
  }

  /// - Parameters:
  ///   - keep: the attribute that says whether the axes stay, of extent 1.
  ///   - axes: those of a tensor of so many dims.
  private static func reduction(
    keep: String?, over axes: @escaping @Sendable (RuleCall, Int) throws -> Set<Int>,
    _ op: @escaping @Sendable (RuleCall) throws -> ReductionOp
  ) -> Kernel {
    single { call in
      let (x, op) = (call.tensor(0), try op(call.reader))
      let result = x.reduced(
        op, axes: try axes(call.reader, x.ndim).sorted(),
        keepDims: keep.map { call.bool($0) } ?? false)
      // An empty shard of more leaves the others' sum as it is, also where that is -0.
      if op == .sum, x.isEmpty, !call.part(0).shape.contains(0) {
        result.fillIdentity(of: .sum)
      }
      return result
    }
  }
}
