// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let argmax = OpSchema(
    "argmax",
    documentation: "The place of the first largest element along a dim, or in the flattened tensor.",
    kind: .search,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .int, .means("flatten has to be true")),
      Attribute("keepdims", .bool, .value(.bool(false))),
      Attribute("flatten", .bool, .value(.bool(false))),
    ],
    rule: "ArgMax",
    dtypes: .argExtremum,
    kernel: "argmax",
    method: .written("x.argmax(0)"),
    pytorch: [
      ForeignCall(
        ["aten.argmax.default", "torch.argmax", "torch.Tensor.argmax"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "None", .ours("axis", by: .flatten)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argmax"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .flatten)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
          ForeignCall.Argument("dtype", "int64", .fixed),
        ]),
    ])

  static let argmin = OpSchema(
    "argmin",
    documentation: "The place of the first smallest element along a dim, or in the flattened tensor.",
    kind: .search,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .int, .means("flatten has to be true")),
      Attribute("keepdims", .bool, .value(.bool(false))),
      Attribute("flatten", .bool, .value(.bool(false))),
    ],
    rule: "ArgMax",
    dtypes: .argExtremum,
    kernel: "argmin",
    method: .written("x.argmin(0)"),
    pytorch: [
      ForeignCall(
        ["aten.argmin.default", "torch.argmin", "torch.Tensor.argmin"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "None", .ours("axis", by: .flatten)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argmin"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .flatten)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
          ForeignCall.Argument("dtype", "int64", .fixed),
        ]),
    ])

  static let argsort = OpSchema(
    "argsort",
    documentation: "The sorted rows along a dim, and the place that each element had; always stable.",
    kind: .search,
    inputs: ["x"],
    outputs: ["values", "indices"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("descending", .bool, .value(.bool(false))),
      Attribute("stable", .bool, .value(.bool(false)), idle: "it is always stable"),
    ],
    rule: "ArgSort",
    dtypes: .sorted,
    kernel: "argsort",
    scratch: [.line],
    method: .generated("argsort(axis:descending:)"),
    knownAs: ["sort"],
    pytorch: [
      ForeignCall(
        ["aten.sort.default", "torch.sort", "torch.Tensor.sort"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("descending", "False", .ours("descending", by: nil)),
        ]),
      ForeignCall(
        ["aten.sort.stable"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("stable", nil, .ours("stable", by: nil), keyword: true),
          ForeignCall.Argument("dim", "-1", .ours("axis", by: nil), keyword: true),
          ForeignCall.Argument("descending", "False", .ours("descending", by: nil), keyword: true),
        ]),
      ForeignCall(
        ["aten.argsort.default", "torch.argsort"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("descending", "False", .ours("descending", by: nil)),
        ],
        results: ["indices"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argsort"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("descending", "False", .ours("descending", by: nil)),
          ForeignCall.Argument("stable", "False", .ours("stable", by: nil)),
        ],
        results: ["indices"]),
      ForeignCall(
        ["paddle.sort"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("descending", "False", .ours("descending", by: nil)),
          ForeignCall.Argument("stable", "False", .ours("stable", by: nil)),
        ],
        results: ["values"]),
    ])

  static let topk = OpSchema(
    "topk",
    documentation: "The k largest or smallest elements along a dim, in order, and their places.",
    kind: .search,
    inputs: ["x"],
    outputs: ["values", "indices"],
    attributes: [
      Attribute("k", .int, .value(.int(1))),
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("largest", .bool, .value(.bool(true))),
      Attribute("sorted", .bool, .value(.bool(true)), idle: "it is always sorted"),
    ],
    rule: "TopK",
    dtypes: .sorted,
    kernel: "topk",
    scratch: [.line],
    method: .generated("topk(_:axis:largest:)"),
    pytorch: [
      ForeignCall(
        ["aten.topk.default", "torch.topk", "torch.Tensor.topk"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("k", nil, .ours("k", by: nil)),
          ForeignCall.Argument("dim", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("largest", "True", .ours("largest", by: nil)),
          ForeignCall.Argument("sorted", "True", .ours("sorted", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.topk"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("k", nil, .ours("k", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: nil)),
          ForeignCall.Argument("largest", "True", .ours("largest", by: nil)),
          ForeignCall.Argument("sorted", "True", .ours("sorted", by: nil)),
        ]),
    ])

  static let oneHot = OpSchema(
    "one_hot",
    documentation: "A row of num_classes zeros for each index, with a one at its place.",
    kind: .search,
    inputs: ["x"],
    attributes: [
      Attribute("num_classes", .int, .refused),
    ],
    indices: [
      IndexBound(0, .attribute("num_classes")),
    ],
    rule: "OneHot",
    dtypes: .oneHot,
    kernel: "oneHot",
    scratch: [.classes],
    method: .generated("oneHot(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.one_hot.default", "torch.nn.functional.one_hot"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("num_classes", "-1", .ours("num_classes", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.one_hot"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("num_classes", nil, .ours("num_classes", by: nil)),
        ]),
    ])

  static let nonzero = OpSchema(
    "nonzero",
    documentation: "The places of what is not 0, a row each.",
    kind: .search,
    inputs: ["x"],
    rule: "NonZero",
    uncomputed: "how many there are depends on the values, and shapes are known before",
    method: .none)

  static let unique = OpSchema(
    "unique",
    documentation: "The distinct elements or slices, in order.",
    kind: .search,
    inputs: ["x"],
    outputs: ["values", "index", "inverse", "counts"],
    attributes: [
      Attribute("return_index", .bool, .value(.bool(false))),
      Attribute("return_inverse", .bool, .value(.bool(false))),
      Attribute("return_counts", .bool, .value(.bool(false))),
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("dtype", .dtype([.int64, .int32]), .value(.string("int64")), idle: "nothing computes the op"),
    ],
    rule: "Unique",
    uncomputed: "how many there are depends on the values, and shapes are known before",
    method: .none)
}
