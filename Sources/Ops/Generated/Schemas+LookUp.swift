// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let embedding = OpSchema(
    "embedding",
    aliases: ["lookup_table_v2"],
    documentation: "The rows of the table that ids name; those of padding_idx are zeros.",
    kind: .lookUp,
    inputs: ["x", "weight"],
    attributes: [
      Attribute("padding_idx", .int, .value(.int(-1))),
      Attribute("sparse", .bool, .value(.bool(false)), idle: "it is of the gradient's storage"),
    ],
    indices: [
      IndexBound(0, .dim(0, of: 1)),
    ],
    rule: "Embedding",
    dtypes: .lookUpSecond,
    kernel: "embedding",
    scratch: [.indexLists],
    gradient: .formula,
    method: .generated("embedding(_:paddingIdx:)", of: "weight"),
    pytorch: [
      ForeignCall(
        ["aten.embedding.default", "torch.embedding"],
        "weight: weight, indices: x, padding_idx=-1: _, scale_grad_by_freq=False: _, sparse=False: sparse"),
      ForeignCall(
        ["torch.nn.functional.embedding"],
        "input: x, weight: weight, padding_idx=None: _, max_norm=None, norm_type=2.0: _, scale_grad_by_freq=False: _, sparse=False: sparse"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.embedding"],
        "x: x, weight: weight, padding_idx=None: padding_idx, max_norm=None, norm_type=2.0: _, sparse=False: sparse"),
    ])

  static let cEmbedding = OpSchema(
    "c_embedding",
    documentation: "The rows of a table whose first is row start_index of the whole; zeros for other ids.",
    kind: .lookUp,
    inputs: ["weight", "x"],
    attributes: [
      Attribute("start_index", .int, .value(.int(0))),
      Attribute("vocab_size", .int, .value(.int(-1)), idle: "the table's shape says it"),
    ],
    indices: [
      IndexBound(1, .dim(0, of: 0)),
    ],
    rule: "CEmbedding",
    dtypes: .lookUpTable,
    kernel: "cEmbedding",
    scratch: [.indexLists],
    gradient: .formula,
    method: .generated("cEmbedding(_:startIndex:)"))

  static let gather = OpSchema(
    "gather",
    documentation: "The slices that the index names along a dim.",
    kind: .lookUp,
    inputs: ["x", "index"],
    attributes: [
      Attribute("axis", .int, .value(.int(0))),
      Attribute("wraps", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0)),
    ],
    rule: "Gather",
    dtypes: .lookUp,
    kernel: "gather",
    scratch: [.slices],
    gradient: .formula,
    method: .generated("gather(_:axis:wraps:)"),
    knownAs: ["take"],
    paddle: [
      ForeignCall(
        ["paddle.gather"],
        "x: x, index: index, axis=None: axis"),
    ])

  static let indexSelect = OpSchema(
    "index_select",
    documentation: "The slices that an index of one dim names along a dim.",
    kind: .lookUp,
    inputs: ["x", "index"],
    attributes: [
      Attribute("axis", .int, .value(.int(0))),
      Attribute("wraps", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0)),
    ],
    rule: "Gather",
    dtypes: .lookUp,
    kernel: "gather",
    scratch: [.slices],
    gradient: .formula,
    method: .generated("indexSelect(_:axis:wraps:)"),
    pytorch: [
      ForeignCall(
        ["aten.index_select.default", "torch.index_select", "torch.Tensor.index_select"],
        "self: x, dim: axis, index: index",
        sets: ["wraps": .bool(false)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.index_select"],
        "x: x, index: index, axis=0: axis"),
    ])

  static let takeAlongAxis = OpSchema(
    "take_along_axis",
    documentation: "The elements that the index names along a dim, one for each of its own.",
    kind: .lookUp,
    inputs: ["x", "index"],
    attributes: [
      Attribute("axis", .int, .refused),
      Attribute("wraps", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0)),
    ],
    rule: "TakeAlongAxis",
    dtypes: .lookUp,
    kernel: "takeAlongAxis",
    scratch: [.indexLists],
    gradient: .formula,
    method: .generated("takeAlongAxis(_:axis:wraps:)"),
    pytorch: [
      ForeignCall(
        ["aten.gather.default", "torch.gather", "torch.Tensor.gather"],
        "self: x, dim: axis, index: index, *, sparse_grad=False: _",
        sets: ["wraps": .bool(false)]),
      ForeignCall(
        ["aten.take_along_dim.default", "torch.take_along_dim", "torch.Tensor.take_along_dim"],
        "self: x, indices: index, dim=None: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.take_along_axis"],
        "arr: x, indices: index, axis: axis, broadcast=True: _"),
    ])

  static let gatherNd = OpSchema(
    "gather_nd",
    documentation: "The slices at the places that the last dim of the index names.",
    kind: .lookUp,
    inputs: ["x", "index"],
    indices: [
      IndexBound(1, .leadingDims(of: 0)),
    ],
    rule: "GatherND",
    dtypes: .lookUp,
    kernel: "gatherNd",
    scratch: [.indexLists],
    gradient: .formula,
    method: .generated("gatherNd(_:)"),
    paddle: [
      ForeignCall(
        ["paddle.gather_nd"],
        "x: x, index: index"),
    ])
}
