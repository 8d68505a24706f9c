import SPMDRules

extension OpCase {
  private static func cases(
    keep name: String = "keep_dim", _ domain: Domain = .integers, empty: Bool = true,
    _ attributes: [String: AttributeValue] = [:]
  ) -> [OpCase] {
    let table: [([Int], [Int], Bool)] = [
      ([8, 6], [1], false), ([8, 6], [0], true), ([7, 5], [-1], false),
      ([4, 3, 2], [0, 2], false), ([4, 6], [], false), ([4, 6], [], true), ([], [], false),
      ([1, 4], [0], false),
    ]
    return (table + (empty ? [([0, 3], [0], false)] : [])).map { shape, axis, keep in
      OpCase(
        shape,
        attributes: attributes.merging(["axis": .ints(axis), name: .bool(keep)]) { first, _ in
          first
        },
        domains: [domain])
    }
  }

  static let reductions: [String: [OpCase]] = [
    "sum": cases() + cases(.bits), "reduce_sum": cases(),
    "max": cases(empty: false) + cases(.bits, empty: false), "amax": cases(empty: false),
    "reduce_max": cases(empty: false), "min": cases(empty: false), "amin": cases(empty: false),
    "reduce_min": cases(empty: false), "prod": cases(), "reduce_prod": cases(),
    "all": cases(.boolean), "reduce_all": cases(.boolean), "any": cases(.boolean),
    "reduce_any": cases(.boolean), "mean": cases(empty: false), "reduce_mean": cases(empty: false),
    "reduce_base": cases(empty: true, ["reduce_type": .int(0)])
      + cases(empty: false, ["reduce_type": .int(2)]),
    "squared_l2_norm": cases(), "frobenius_norm": cases(),
    "logsumexp": cases(keep: "keepdims", empty: false, ["reduce_all": .bool(false)]),
    "mean_all": [OpCase([8, 6]), OpCase([7, 5]), OpCase([3]), OpCase([])],
    "p_norm": [2, 1, 0, .infinity, -.infinity, 3].flatMap { (order: Double) in
      [([4, 6], 1), ([5, 3], 0)].map { (shape: [Int], axis: Int) in
        OpCase(
          shape,
          attributes: [
            "porder": .double(order), "axis": .int(axis), "epsilon": .double(1e-12),
            "keepdims": .bool(false), "asvector": .bool(false),
          ])
      }
    },
  ]
}
