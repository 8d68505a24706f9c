// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let cumsum = OpSchema(
    "cumsum",
    documentation: "The sums of the elements up to each along a dim.",
    kind: .cumulative,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("flatten", .bool, .value(.bool(false))),
      Attribute("exclusive", .bool, .value(.bool(false))),
      Attribute("reverse", .bool, .value(.bool(false))),
    ],
    rule: "CumSum",
    dtypes: .sums,
    kernel: "cumsum",
    gradient: .formula,
    method: .generated("cumsum(_:flatten:exclusive:reverse:)"),
    pytorch: [
      ForeignCall(
        ["aten.cumsum.default", "torch.cumsum", "torch.Tensor.cumsum"],
        "self: x, dim: axis, *, dtype=None: x by castBefore"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cumsum"],
        "x: x, axis=None: axis by flatten, dtype=None"),
    ])

  static let cummax = OpSchema(
    "cummax",
    documentation: "The largest of the elements up to each along a dim, and its place.",
    kind: .cumulative,
    inputs: ["x"],
    outputs: ["values", "indices"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("dtype", .dtype([.int64, .int32]), .value(.string("int64"))),
    ],
    rule: "CumMax",
    dtypes: .runningExtremum,
    kernel: "cummax",
    gradient: .formula,
    method: .generated("cummax(_:dtype:)"),
    pytorch: [
      ForeignCall(
        ["aten.cummax.default", "torch.cummax", "torch.Tensor.cummax"],
        "self: x, dim: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cummax"],
        "x: x, axis=None: axis by flatten, dtype=int64: dtype"),
    ])

  static let cummin = OpSchema(
    "cummin",
    documentation: "The smallest of the elements up to each along a dim, and its place.",
    kind: .cumulative,
    inputs: ["x"],
    outputs: ["values", "indices"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("dtype", .dtype([.int64, .int32]), .value(.string("int64"))),
    ],
    rule: "CumMax",
    dtypes: .runningExtremum,
    kernel: "cummin",
    gradient: .formula,
    method: .generated("cummin(_:dtype:)"),
    pytorch: [
      ForeignCall(
        ["aten.cummin.default", "torch.cummin", "torch.Tensor.cummin"],
        "self: x, dim: axis"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cummin"],
        "x: x, axis=None: axis by flatten, dtype=int64: dtype"),
    ])
}
