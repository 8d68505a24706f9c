import SPMDRules

extension OpCase {
  private static func along(
    _ attributes: [String: AttributeValue] = [:], _ domain: Domain = .integers
  ) -> [OpCase] {
    let table: [([Int], Int)] = [([8, 6], 1), ([7, 5], 0), ([4, 3, 2], -2), ([5], -1)]
    return table.map { shape, axis in
      OpCase(
        shape, attributes: attributes.merging(["axis": .int(axis)]) { given, _ in given },
        domains: [domain])
    }
  }

  private static let arg =
    along(["keepdims": .bool(false), "flatten": .bool(false)])
    + along(["keepdims": .bool(true), "flatten": .bool(false)])
    + [
      OpCase(
        [4, 3], attributes: ["axis": .int(0), "keepdims": .bool(false), "flatten": .bool(true)])
    ]

  private static func sums(exclusive: Bool, reverse: Bool) -> [OpCase] {
    along(["flatten": .bool(false), "exclusive": .bool(exclusive), "reverse": .bool(reverse)])
  }

  private static let classes = [
    ([4, 6], [4, 6], true, true), ([5, 3], [5, 3], true, false), ([4, 6], [4, 1], false, true),
    ([2, 5, 3], [2, 5, 1], false, true),
  ].map { (logits: [Int], label: [Int], soft: Bool, softmax: Bool) in
    OpCase(
      logits, label,
      attributes: [
        "soft_label": .bool(soft), "use_softmax": .bool(softmax),
        "numeric_stable_mode": .bool(true), "ignore_index": .int(-100), "axis": .int(-1),
      ], domains: [.unit, soft ? .unit : .index(logits[logits.count - 1])])
  }

  static let rowwise: [String: [OpCase]] = [
    "softmax": along(), "log_softmax": along(),
    "cumsum": sums(exclusive: false, reverse: false) + sums(exclusive: true, reverse: true)
      + [OpCase([4, 3], attributes: ["axis": .int(0), "flatten": .bool(true)])],
    "cummax": along(["dtype": .string("int64")]), "cummin": along(["dtype": .string("int64")]),
    "argmax": arg, "argmin": arg,
    "argsort": along(["descending": .bool(false), "stable": .bool(true)])
      + along(["descending": .bool(true), "stable": .bool(true)]),
    "topk": along(["k": .int(2), "largest": .bool(true), "sorted": .bool(true)])
      + along(["k": .int(1), "largest": .bool(false), "sorted": .bool(true)]),
    "cross_entropy_with_softmax": classes, "softmax_with_cross_entropy": classes,
    "c_softmax_with_cross_entropy": [
      OpCase(
        [4, 6], [4, 1],
        attributes: ["ignore_index": .int(-100), "rank": .int(0), "nranks": .int(1)],
        domains: [.unit, .index(6)])
    ],
  ]
}
