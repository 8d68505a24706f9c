// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let sgd = OpSchema(
    "sgd",
    documentation: "A step of gradient descent.",
    kind: .optimizer,
    inputs: ["param", "learning_rate", "grad", "master_param?"],
    outputs: ["param_out", "master_param_out?"],
    attributes: [
      Attribute("multi_precision", .bool, .value(.bool(false)), idle: "a master parameter is used where one is given"),
    ],
    rule: "SGD",
    dtypes: .sgd,
    kernel: "sgd",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("sgd(_:grad:masterParam:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.SGD"],
        "lr=0.001: learning_rate, momentum=0, dampening=0, weight_decay=0, nesterov=False"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.SGD"],
        "learning_rate=0.001: learning_rate"),
    ])

  static let momentum = OpSchema(
    "momentum",
    documentation: "A step of gradient descent with a velocity.",
    kind: .optimizer,
    inputs: ["param", "grad", "velocity", "learning_rate", "master_param?"],
    outputs: ["param_out", "velocity_out", "master_param_out?"],
    attributes: [
      Attribute("mu", .number, .value(.double(0.9))),
      Attribute("use_nesterov", .bool, .value(.bool(false))),
      Attribute("regularization_method", .choice(["", "l2_decay"]), .value(.string(""))),
      Attribute("regularization_coeff", .number, .value(.double(0))),
      Attribute("multi_precision", .bool, .value(.bool(false)), idle: "a master parameter is used where one is given"),
      Attribute("rescale_grad", .number, .value(.double(1))),
    ],
    rule: "Momentum",
    dtypes: .momentum,
    kernel: "momentum",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("momentum(_:velocity:learningRate:masterParam:mu:useNesterov:regularizationMethod:regularizationCoeff:rescaleGrad:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.SGD"],
        "lr=0.001: learning_rate, momentum=0: mu, dampening=0, weight_decay=0: regularization_coeff, nesterov=False: use_nesterov"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Momentum"],
        "learning_rate=0.001: learning_rate, momentum=0.9: mu, use_nesterov=False: use_nesterov, multi_precision=False: multi_precision, rescale_grad=1.0: rescale_grad"),
    ])

  static let adam = OpSchema(
    "adam",
    documentation: "A step of Adam.",
    kind: .optimizer,
    inputs: ["param", "grad", "learning_rate", "moment1", "moment2", "moment2_max?", "beta1_pow", "beta2_pow", "master_param?", "skip_update?"],
    outputs: ["param_out", "moment1_out", "moment2_out", "moment2_max_out", "beta1_pow_out", "beta2_pow_out", "master_param_out?"],
    attributes: [
      Attribute("beta1", .number, .value(.double(0.9))),
      Attribute("beta2", .number, .value(.double(0.999))),
      Attribute("epsilon", .number, .value(.double(1e-08))),
      Attribute("lazy_mode", .bool, .value(.bool(false)), idle: "it is of sparse gradients, of which there are none"),
      Attribute("min_row_size_to_use_multithread", .int, .value(.int(1000)), idle: "it is of sparse gradients"),
      Attribute("multi_precision", .bool, .value(.bool(false)), idle: "a master parameter is used where one is given"),
      Attribute("use_global_beta_pow", .bool, .value(.bool(false))),
      Attribute("amsgrad", .bool, .value(.bool(false))),
    ],
    rule: "Adam",
    dtypes: .adam,
    kernel: "adam",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("adam(_:learningRate:moment1:moment2:moment2Max:beta1Pow:beta2Pow:masterParam:skipUpdate:beta1:beta2:epsilon:useGlobalBetaPow:amsgrad:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.Adam"],
        "lr=0.001: learning_rate, betas=(0.9, 0.999): beta1 by pair, eps=1e-08: epsilon, weight_decay=0, amsgrad=False: amsgrad"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Adam"],
        "learning_rate=0.001: learning_rate, beta1=0.9: beta1, beta2=0.999: beta2, epsilon=1e-08: epsilon, lazy_mode=False: lazy_mode, multi_precision=False: multi_precision, amsgrad=False: amsgrad"),
    ])

  static let adamw = OpSchema(
    "adamw",
    documentation: "A step of Adam with a decay of weights beside it.",
    kind: .optimizer,
    inputs: ["param", "grad", "learning_rate", "moment1", "moment2", "moment2_max?", "beta1_pow", "beta2_pow", "master_param?", "skip_update?"],
    outputs: ["param_out", "moment1_out", "moment2_out", "moment2_max_out", "beta1_pow_out", "beta2_pow_out", "master_param_out?"],
    attributes: [
      Attribute("beta1", .number, .value(.double(0.9))),
      Attribute("beta2", .number, .value(.double(0.999))),
      Attribute("epsilon", .number, .value(.double(1e-08))),
      Attribute("lazy_mode", .bool, .value(.bool(false)), idle: "it is of sparse gradients, of which there are none"),
      Attribute("min_row_size_to_use_multithread", .int, .value(.int(1000)), idle: "it is of sparse gradients"),
      Attribute("multi_precision", .bool, .value(.bool(false)), idle: "a master parameter is used where one is given"),
      Attribute("use_global_beta_pow", .bool, .value(.bool(false))),
      Attribute("amsgrad", .bool, .value(.bool(false))),
      Attribute("lr_ratio", .number, .value(.double(1))),
      Attribute("coeff", .number, .value(.double(0.01))),
      Attribute("with_decay", .bool, .value(.bool(true))),
    ],
    rule: "Adam",
    dtypes: .adam,
    kernel: "adamw",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("adamw(_:learningRate:moment1:moment2:moment2Max:beta1Pow:beta2Pow:masterParam:skipUpdate:beta1:beta2:epsilon:useGlobalBetaPow:amsgrad:lrRatio:coeff:withDecay:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.AdamW"],
        "lr=0.001: learning_rate, betas=(0.9, 0.999): beta1 by pair, eps=1e-08: epsilon, weight_decay=0.01: coeff, amsgrad=False: amsgrad"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.AdamW"],
        "learning_rate=0.001: learning_rate, beta1=0.9: beta1, beta2=0.999: beta2, epsilon=1e-08: epsilon, weight_decay=0.01: coeff, lazy_mode=False: lazy_mode, multi_precision=False: multi_precision, amsgrad=False: amsgrad"),
    ])

  static let adagrad = OpSchema(
    "adagrad",
    documentation: "A step of gradient descent by the root of the summed squares.",
    kind: .optimizer,
    inputs: ["param", "grad", "moment", "learning_rate", "master_param?"],
    outputs: ["param_out", "moment_out", "master_param_out?"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(1e-06))),
      Attribute("multi_precision", .bool, .value(.bool(false)), idle: "a master parameter is used where one is given"),
    ],
    rule: "Adagrad",
    dtypes: .momentum,
    kernel: "adagrad",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("adagrad(_:moment:learningRate:masterParam:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.Adagrad"],
        "lr=0.01: learning_rate, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10: epsilon"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Adagrad"],
        "learning_rate: learning_rate, epsilon=1e-06: epsilon"),
    ])

  static let checkFiniteAndUnscale = OpSchema(
    "check_finite_and_unscale",
    documentation: "Gradients over the loss scale, and whether any was not finite.",
    kind: .optimizer,
    inputs: ["x*", "scale"],
    outputs: ["out*", "found_infinite"],
    rule: "CheckFiniteAndUnscale",
    dtypes: .unscale,
    kernel: "checkFiniteAndUnscale",
    scratch: [.conversions, .wideCopy],
    gradient: .missing("it is a step of an optimiser, which takes gradients"),
    method: .generated("checkFiniteAndUnscale(_:scale:)"))
}
