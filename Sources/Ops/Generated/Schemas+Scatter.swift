// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let putAlongAxis = OpSchema(
    "put_along_axis",
    documentation: "x with values folded into it at the places that the index names along a dim.",
    kind: .scatter,
    inputs: ["x", "index", "value"],
    attributes: [
      Attribute("axis", .int, .refused),
      Attribute("reduce", .choice(["assign", "add", "mul", "multiply", "amax", "amin", "mean"]), .value(.string("assign"))),
      Attribute("include_self", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0)),
    ],
    rule: "PutAlongAxis",
    dtypes: .scatterReduce,
    kernel: "putAlongAxis",
    scratch: [.indexLists, .scattered, .counts],
    method: .generated("putAlongAxis(_:value:axis:reduce:includeSelf:)"),
    pytorch: [
      ForeignCall(
        ["aten.scatter.src", "torch.scatter", "torch.Tensor.scatter"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("index", nil, .ours("index", by: nil)),
          ForeignCall.Argument("src", nil, .ours("value", by: nil)),
        ]),
      ForeignCall(
        ["aten.scatter_add.default", "torch.scatter_add", "torch.Tensor.scatter_add"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("index", nil, .ours("index", by: nil)),
          ForeignCall.Argument("src", nil, .ours("value", by: nil)),
        ],
        sets: ["reduce": .string("add")]),
      ForeignCall(
        ["aten.scatter_reduce.two", "torch.scatter_reduce"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("index", nil, .ours("index", by: nil)),
          ForeignCall.Argument("src", nil, .ours("value", by: nil)),
          ForeignCall.Argument("reduce", nil, .ours("reduce", by: .reduction)),
          ForeignCall.Argument("include_self", "True", .ours("include_self", by: nil), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.put_along_axis"],
        [
          ForeignCall.Argument("arr", nil, .ours("x", by: nil)),
          ForeignCall.Argument("indices", nil, .ours("index", by: nil)),
          ForeignCall.Argument("values", nil, .ours("value", by: nil)),
          ForeignCall.Argument("axis", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("reduce", "assign", .ours("reduce", by: nil)),
          ForeignCall.Argument("include_self", "True", .ours("include_self", by: nil)),
          ForeignCall.Argument("broadcast", "True", .ignored),
        ]),
    ])

  static let scatter = OpSchema(
    "scatter",
    documentation: "x with whole slices written, or added up, at the places of its first dim that the index names.",
    kind: .scatter,
    inputs: ["x", "index", "updates"],
    attributes: [
      Attribute("overwrite", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .dim(0, of: 0)),
    ],
    rule: "Scatter",
    dtypes: .scatter,
    kernel: "scatter",
    scratch: [.indexLists, .scattered],
    method: .generated("scatter(_:updates:overwrite:)"),
    paddle: [
      ForeignCall(
        ["paddle.scatter"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("index", nil, .ours("index", by: nil)),
          ForeignCall.Argument("updates", nil, .ours("updates", by: nil)),
          ForeignCall.Argument("overwrite", "True", .ours("overwrite", by: nil)),
        ]),
    ])

  static let scatterNdAdd = OpSchema(
    "scatter_nd_add",
    documentation: "x with slices added at the places that the last dim of the index names.",
    kind: .scatter,
    inputs: ["x", "index", "updates"],
    indices: [
      IndexBound(1, .leadingDims(of: 0)),
    ],
    rule: "ScatterNDAdd",
    dtypes: .scatterAdd,
    kernel: "scatterNdAdd",
    scratch: [.indexLists, .scattered],
    method: .generated("scatterNdAdd(_:updates:)"),
    paddle: [
      ForeignCall(
        ["paddle.scatter_nd_add"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("index", nil, .ours("index", by: nil)),
          ForeignCall.Argument("updates", nil, .ours("updates", by: nil)),
        ]),
    ])

  static let indexPut = OpSchema(
    "index_put",
    documentation: "x with values written, or added, at the places that a list of indices names, one for each of its first dims.",
    kind: .scatter,
    inputs: ["x", "indices*", "value"],
    attributes: [
      Attribute("accumulate", .bool, .value(.bool(false))),
    ],
    indices: [
      IndexBound(1, .eachDim(of: 0)),
    ],
    rule: "IndexPut",
    dtypes: .indexPut,
    kernel: "indexPut",
    scratch: [.indexLists, .scattered],
    method: .generated("indexPut(_:value:accumulate:)"),
    pytorch: [
      ForeignCall(
        ["aten.index_put.default", "torch.index_put", "torch.Tensor.index_put"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("indices", nil, .ours("indices", by: nil)),
          ForeignCall.Argument("values", nil, .ours("value", by: nil)),
          ForeignCall.Argument("accumulate", "False", .ours("accumulate", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.index_put"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("indices", nil, .ours("indices", by: nil)),
          ForeignCall.Argument("value", nil, .ours("value", by: nil)),
          ForeignCall.Argument("accumulate", "False", .ours("accumulate", by: nil)),
        ]),
    ])
}
