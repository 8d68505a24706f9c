// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let softmax = OpSchema(
    "softmax",
    documentation: "Exponentials along a dim, over their sum.",
    kind: .softmax,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
    ],
    rule: "Softmax",
    dtypes: .floats,
    kernel: "softmax",
    scratch: [.movedAxis],
    method: .generated("softmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.softmax.int", "torch.softmax", "torch.Tensor.softmax", "torch.nn.functional.softmax"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore)),
        ]),
      ForeignCall(
        ["aten._softmax.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("half_to_float", "False", .fixed),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softmax"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed),
        ]),
    ])

  static let logSoftmax = OpSchema(
    "log_softmax",
    documentation: "The logarithm of the softmax along a dim.",
    kind: .softmax,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .int, .value(.int(-1))),
    ],
    rule: "Softmax",
    dtypes: .floats,
    kernel: "logSoftmax",
    scratch: [.movedAxis],
    method: .generated("logSoftmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.log_softmax.int", "torch.log_softmax", "torch.nn.functional.log_softmax"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore)),
        ]),
      ForeignCall(
        ["aten._log_softmax.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("half_to_float", "False", .fixed),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.log_softmax"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "-1", .ours("axis", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed),
        ]),
    ])
}
