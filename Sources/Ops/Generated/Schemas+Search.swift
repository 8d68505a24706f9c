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
    gradient: .missing("its result is a place"),
    method: .written("x.argmax(0)"),
    pytorch: [
      ForeignCall(
        ["aten.argmax.default", "torch.argmax", "torch.Tensor.argmax"],
        "self: x, dim=None: axis by flatten, keepdim=False: keepdims"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argmax"],
        "x: x, axis=None: axis by flatten, keepdim=False: keepdims, dtype=int64"),
    ],
    onnx: [
      ForeignCall(
        ["ArgMax"],
        "data: x, *, axis=0: axis, keepdims=1: keepdims, select_last_index=0"),
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
    gradient: .missing("its result is a place"),
    method: .written("x.argmin(0)"),
    pytorch: [
      ForeignCall(
        ["aten.argmin.default", "torch.argmin", "torch.Tensor.argmin"],
        "self: x, dim=None: axis by flatten, keepdim=False: keepdims"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argmin"],
        "x: x, axis=None: axis by flatten, keepdim=False: keepdims, dtype=int64"),
    ],
    onnx: [
      ForeignCall(
        ["ArgMin"],
        "data: x, *, axis=0: axis, keepdims=1: keepdims, select_last_index=0"),
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
    gradient: .formula,
    method: .generated("argsort(axis:descending:)"),
    knownAs: ["sort"],
    pytorch: [
      ForeignCall(
        ["aten.sort.default", "torch.sort", "torch.Tensor.sort"],
        "self: x, dim=-1: axis, descending=False: descending"),
      ForeignCall(
        ["aten.sort.stable"],
        "self: x, *, stable: stable, dim=-1: axis, descending=False: descending"),
      ForeignCall(
        ["aten.argsort.default", "torch.argsort", "torch.Tensor.argsort"],
        "self: x, dim=-1: axis, descending=False: descending",
        results: ["indices"]),
      ForeignCall(
        ["aten.argsort.stable"],
        "self: x, *, stable: stable, dim=-1: axis, descending=False: descending",
        results: ["indices"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.argsort"],
        "x: x, axis=-1: axis, descending=False: descending, stable=False: stable",
        results: ["indices"]),
      ForeignCall(
        ["paddle.sort"],
        "x: x, axis=-1: axis, descending=False: descending, stable=False: stable",
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
    gradient: .formula,
    method: .generated("topk(_:axis:largest:)"),
    pytorch: [
      ForeignCall(
        ["aten.topk.default", "torch.topk", "torch.Tensor.topk"],
        "self: x, k: k, dim=-1: axis, largest=True: largest, sorted=True: sorted"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.topk"],
        "x: x, k: k, axis=None: axis, largest=True: largest, sorted=True: sorted"),
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
    gradient: .missing("its operand is indices"),
    method: .generated("oneHot(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.one_hot.default", "torch.nn.functional.one_hot"],
        "self: x, num_classes=-1: num_classes"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.one_hot"],
        "x: x, num_classes: num_classes"),
    ])

  static let nonzero = OpSchema(
    "nonzero",
    documentation: "The places of what is not 0, a row each.",
    kind: .search,
    inputs: ["x"],
    rule: "NonZero",
    uncomputed: "how many there are depends on the values, and shapes are known before",
    gradient: .missing("its result is places, and nothing computes it"),
    method: .none,
    pytorch: [
      ForeignCall(
        ["aten.nonzero.default"],
        "self: x"),
      ForeignCall(
        ["torch.nonzero", "torch.Tensor.nonzero"],
        "self: x, *, as_tuple=False"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nonzero"],
        "x: x, as_tuple=False"),
    ])

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
    gradient: .missing("nothing computes it"),
    method: .none,
    pytorch: [
      ForeignCall(
        ["torch.unique", "torch.Tensor.unique"],
        "self: x, sorted=True: _, return_inverse=False: return_inverse, return_counts=False: return_counts, dim=None: axis by list",
        results: ["values", "inverse", "counts"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.unique"],
        "x: x, return_index=False: return_index, return_inverse=False: return_inverse, return_counts=False: return_counts, axis=None: axis by list, dtype=int64: dtype"),
    ])
}
