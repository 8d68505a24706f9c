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
    gradient: .formula,
    method: .generated("softmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.softmax.int", "torch.softmax", "torch.Tensor.softmax", "torch.nn.functional.softmax", "aten.special_softmax.default", "torch.special.softmax"],
        "self: x, dim: axis, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten._softmax.default"],
        "self: x, dim: axis, half_to_float==False"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softmax"],
        "x: x, axis=-1: axis, dtype=None"),
    ],
    onnx: [
      ForeignCall(
        ["Softmax"],
        "input: x, *, axis=-1: axis"),
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
    gradient: .formula,
    method: .generated("logSoftmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.log_softmax.int", "torch.log_softmax", "torch.nn.functional.log_softmax"],
        "self: x, dim: axis, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten._log_softmax.default"],
        "self: x, dim: axis, half_to_float==False"),
      ForeignCall(
        ["aten.special_log_softmax.default", "torch.special.log_softmax"],
        "self: x, dim: axis, *, dtype=None: x by castBefore"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.log_softmax"],
        "x: x, axis=-1: axis, dtype=None"),
    ],
    onnx: [
      ForeignCall(
        ["LogSoftmax"],
        "input: x, *, axis=-1: axis"),
    ])
}
