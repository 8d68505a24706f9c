import Foundation
import OpCases
import SPMDRules

extension LocalOp {
  private static func cases(keep name: String, _ domain: OpCase.Domain) -> [OpCase] {
    let table: [([Int], [Int], Bool)] = [
      ([8, 6], [1], false), ([8, 6], [0], true), ([7, 5], [-1], false),
      ([4, 3, 2], [0, 2], false),
      ([4, 6], [], false), ([4, 6], [], true), ([], [], false), ([1, 4], [0], false),
    ]
    return table.map { shape, axis, keep in
      OpCase(shape, attributes: ["axis": .ints(axis), name: .bool(keep)], domains: [domain])
    }
  }

  private static func reduction(
    keep name: String = "keep_dim", _ domain: OpCase.Domain = .integers, empty: Bool = true,
    attributes: [String: AttributeValue] = [:], _ fold: @escaping @Sendable ([Double]) -> Double
  ) -> LocalOp {
    let extra: [OpCase] =
      empty
      ? [
        OpCase([0, 3], attributes: ["axis": .ints([0]), name: .bool(false)], domains: [domain])
      ] : []
    let all = (cases(keep: name, domain) + extra).map { local in
      OpCase(
        arguments: local.shapes,
        attributes: local.attributes.merging(attributes) { given, _ in given },
        domains: local.domains)
    }
    return LocalOp(all) { call in
      let dims = call.dims()
      let result = call.x.folded(dims, fold)
      return [call.bool(name) ? result : result.dropping(dims)]
    }
  }

  private static let sum = reduction { $0.reduce(0, +) }
  private static let max = reduction { $0.reduce(-.infinity) { Swift.max($0, $1) } }
  private static let min = reduction { $0.reduce(.infinity) { Swift.min($0, $1) } }
  private static let squares = reduction { $0.reduce(0) { $0 + $1 * $1 } }

  static let reductions: [String: LocalOp] = [
    "sum": sum, "reduce_sum": sum,
    "max": max, "amax": max, "reduce_max": max,
    "min": min, "amin": min,
    "prod": reduction { $0.reduce(1, *) },
    "all": reduction(.boolean) { $0.allSatisfy { $0 != 0 } ? 1 : 0 },
    "any": reduction(.boolean) { $0.contains { $0 != 0 } ? 1 : 0 },
    "mean": reduction(empty: false) { $0.reduce(0, +) / Double($0.count) },
    "squared_l2_norm": squares,
    "frobenius_norm": reduction { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
    "logsumexp": reduction(keep: "keepdims", attributes: ["reduce_all": .bool(false)]) {
      log($0.reduce(0) { $0 + exp($1) })
    },
    "mean_all": LocalOp {
      call in
      let values = call.x.values
      return [Grid([], [values.reduce(0, +) / Double(values.count)])]
    },
  ]
}
