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
      Attribute("wraps", .bool, .value(.bool(true))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0)),
    ],
    rule: "PutAlongAxis",
    dtypes: .scatterReduce,
    kernel: "putAlongAxis",
    scratch: [.indexLists, .scattered, .counts],
    gradient: .formula,
    method: .generated("putAlongAxis(_:value:axis:reduce:includeSelf:wraps:)"),
    pytorch: [
      ForeignCall(
        ["aten.scatter.src", "torch.scatter", "torch.Tensor.scatter"],
        "self: x, dim: axis, index: index, src: value",
        sets: ["wraps": .bool(false)]),
      ForeignCall(
        ["aten.scatter_add.default", "torch.scatter_add", "torch.Tensor.scatter_add"],
        "self: x, dim: axis, index: index, src: value",
        sets: ["reduce": .string("add"), "wraps": .bool(false)]),
      ForeignCall(
        ["aten.scatter_reduce.two", "torch.scatter_reduce"],
        "self: x, dim: axis, index: index, src: value, reduce: reduce by reduction, *, include_self=True: include_self",
        sets: ["wraps": .bool(false)]),
      ForeignCall(
        ["aten.scatter.reduce"],
        "self: x, dim: axis, index: index, src: value, *, reduce: reduce by reduction",
        sets: ["wraps": .bool(false)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.put_along_axis"],
        "arr: x, indices: index, values: value, axis: axis, reduce=assign: reduce, include_self=True: include_self, broadcast=True: _"),
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
    gradient: .formula,
    method: .generated("scatter(_:updates:overwrite:)"),
    paddle: [
      ForeignCall(
        ["paddle.scatter"],
        "x: x, index: index, updates: updates, overwrite=True: overwrite"),
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
    gradient: .formula,
    method: .generated("scatterNdAdd(_:updates:)"),
    paddle: [
      ForeignCall(
        ["paddle.scatter_nd_add"],
        "x: x, index: index, updates: updates"),
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
    gradient: .formula,
    method: .generated("indexPut(_:value:accumulate:)"),
    pytorch: [
      ForeignCall(
        ["aten.index_put.default", "torch.index_put", "torch.Tensor.index_put"],
        "self: x, indices: indices, values: value, accumulate=False: accumulate"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.index_put"],
        "x: x, indices: indices, value: value, accumulate=False: accumulate"),
    ])
}
