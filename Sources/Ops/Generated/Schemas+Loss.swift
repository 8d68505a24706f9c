// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let crossEntropyWithSoftmax = OpSchema(
    "cross_entropy_with_softmax",
    aliases: ["softmax_with_cross_entropy"],
    documentation: "The softmax along the classes, and the cross entropy of each row with its label.",
    kind: .loss,
    inputs: ["logits", "label"],
    outputs: ["softmax", "loss"],
    attributes: [
      Attribute("soft_label", .bool, .value(.bool(false))),
      Attribute("use_softmax", .bool, .value(.bool(true))),
      Attribute("numeric_stable_mode", .bool, .value(.bool(true)), idle: "it is always stable"),
      Attribute("ignore_index", .int, .value(.int(-100))),
      Attribute("axis", .int, .value(.int(-1))),
    ],
    indices: [
      IndexBound(1, .axis("axis", of: 0), unless: "soft_label"),
    ],
    rule: "CrossEntropyWithSoftmax",
    dtypes: .crossEntropy,
    kernel: "crossEntropyWithSoftmax",
    scratch: [.labels, .wideCopies],
    gradient: .formula,
    method: .generated("crossEntropyWithSoftmax(_:softLabel:useSoftmax:ignoreIndex:axis:)"),
    knownAs: ["cross_entropy"],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softmax_with_cross_entropy"],
        "logits: logits, label: label, soft_label=False: soft_label, ignore_index=-100: ignore_index, numeric_stable_mode=True: numeric_stable_mode, return_softmax=False: _, axis=-1: axis",
        results: ["loss"]),
    ])

  static let cSoftmaxWithCrossEntropy = OpSchema(
    "c_softmax_with_cross_entropy",
    documentation: "The softmax and the cross entropy of classes that are sharded over ranks.",
    kind: .loss,
    inputs: ["logits", "label"],
    outputs: ["softmax", "loss"],
    attributes: [
      Attribute("ignore_index", .int, .value(.int(-100))),
      Attribute("rank", .int, .value(.int(0)), idle: "the mesh says it"),
      Attribute("nranks", .int, .value(.int(1)), idle: "the mesh says it"),
    ],
    indices: [
      IndexBound(1, .dim(-1, of: 0)),
    ],
    rule: "CSoftmaxWithCrossEntropy",
    dtypes: .hardCrossEntropy,
    kernel: "cSoftmaxWithCrossEntropy",
    scratch: [.labels, .wideCopies],
    gradient: .formula,
    method: .generated("cSoftmaxWithCrossEntropy(_:ignoreIndex:)"))

  static let cSoftmaxWithMultiLabelCrossEntropy = OpSchema(
    "c_softmax_with_multi_label_cross_entropy",
    documentation: "The softmax and the cross entropy of sharded classes with several weighted labels.",
    kind: .loss,
    inputs: ["logits", "label", "smooth_weight"],
    outputs: ["softmax", "loss"],
    attributes: [
      Attribute("ignore_index", .int, .value(.int(-100)), idle: "nothing computes the op"),
      Attribute("sum_multi_label_loss", .bool, .value(.bool(true))),
      Attribute("rank", .int, .value(.int(0)), idle: "the mesh says it"),
      Attribute("nranks", .int, .value(.int(1)), idle: "the mesh says it"),
    ],
    rule: "CSoftmaxWithMultiLabelCrossEntropy",
    uncomputed: "it is c_softmax_with_cross_entropy of each label, weighted: that is computed",
    gradient: .missing("nothing computes it"),
    method: .none)

  static let identityLoss = OpSchema(
    "identity_loss",
    documentation: "A loss as it is, or its sum or mean.",
    kind: .loss,
    inputs: ["x"],
    attributes: [
      Attribute("reduction", .int, .value(.int(1)), words: ["sum", "mean", "none"]),
    ],
    rule: "IdentityLoss",
    dtypes: .givenLoss,
    kernel: "identityLoss",
    gradient: .formula,
    method: .generated("identityLoss(reduction:)"),
    paddle: [
      ForeignCall(
        ["paddle.incubate.identity_loss"],
        "x: x, reduction=none: reduction"),
    ])

  static let identityLossGrad = OpSchema(
    "identity_loss_grad",
    documentation: "The gradient of a loss that is given, of its sum or of its mean; of x the shape counts.",
    kind: .loss,
    inputs: ["x", "out_grad"],
    outputs: ["x_grad"],
    attributes: [
      Attribute("reduction", .int, .value(.int(1)), words: ["sum", "mean", "none"]),
    ],
    rule: "IdentityLossGrad",
    dtypes: .givenLoss,
    kernel: "identityLossGrad",
    gradient: .formula,
    method: .generated("identityLossGrad(_:reduction:)"))
}
