import Foundation

extension Reference {
  private static func reduction(_ fold: @escaping @Sendable ([Double]) -> Double) -> Function {
    { call in
      let dims = call.dims()
      let result = call.x.folded(dims, fold)
      return [call.bool("keep_dim") || call.bool("keepdims") ? result : result.dropping(dims)]
    }
  }

  private static let sum = reduction { $0.reduce(0, +) }
  private static let prod = reduction { $0.reduce(1, *) }
  private static let mean = reduction { $0.reduce(0, +) / Double($0.count) }
  private static let max = reduction { $0.reduce(-.infinity) { Swift.max($0, $1) } }
  private static let min = reduction { $0.reduce(.infinity) { Swift.min($0, $1) } }
  private static let every = reduction { $0.allSatisfy { $0 != 0 } ? 1 : 0 }
  private static let some = reduction { $0.contains { $0 != 0 } ? 1 : 0 }

  private static func norm(_ order: Double, _ row: [Double]) -> Double {
    let sizes = row.map { abs($0) }
    if order == .infinity { return sizes.reduce(0) { Swift.max($0, $1) } }
    if order == -.infinity { return sizes.reduce(.infinity) { Swift.min($0, $1) } }
    if order == 0 { return Double(sizes.count { $0 != 0 }) }
    return pow(sizes.reduce(0) { $0 + pow($1, order) }, 1 / order)
  }

  static let reductions: [String: Function] = [
    "sum": sum, "reduce_sum": sum, "prod": prod, "reduce_prod": prod,
    "mean": mean, "reduce_mean": mean, "mean_all": mean,
    "max": max, "amax": max, "reduce_max": max, "min": min, "amin": min, "reduce_min": min,
    "all": every, "reduce_all": every, "any": some, "reduce_any": some,
    "squared_l2_norm": reduction { $0.reduce(0) { $0 + $1 * $1 } },
    "frobenius_norm": reduction { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
    "logsumexp": reduction { log($0.reduce(0) { $0 + exp($1) }) },
    "p_norm": { call in
      let dim = call.dim()
      return [call.x.folded([dim]) { norm(call.double("porder"), $0) }.dropping([dim])]
    },
  ]
}
