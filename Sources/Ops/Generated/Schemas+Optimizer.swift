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
    method: .generated("sgd(_:grad:masterParam:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.SGD"],
        [
          ForeignCall.Argument("lr", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("momentum", "0", .fixed),
          ForeignCall.Argument("dampening", "0", .fixed),
          ForeignCall.Argument("weight_decay", "0", .fixed),
          ForeignCall.Argument("nesterov", "False", .fixed),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.SGD"],
        [
          ForeignCall.Argument("learning_rate", "0.001", .ours("learning_rate", by: nil)),
        ]),
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
    method: .generated("momentum(_:velocity:learningRate:masterParam:mu:useNesterov:regularizationMethod:regularizationCoeff:rescaleGrad:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.SGD"],
        [
          ForeignCall.Argument("lr", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("momentum", "0", .ours("mu", by: nil)),
          ForeignCall.Argument("dampening", "0", .fixed),
          ForeignCall.Argument("weight_decay", "0", .ours("regularization_coeff", by: nil)),
          ForeignCall.Argument("nesterov", "False", .ours("use_nesterov", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Momentum"],
        [
          ForeignCall.Argument("learning_rate", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("momentum", "0.9", .ours("mu", by: nil)),
          ForeignCall.Argument("use_nesterov", "False", .ours("use_nesterov", by: nil)),
          ForeignCall.Argument("multi_precision", "False", .ours("multi_precision", by: nil)),
          ForeignCall.Argument("rescale_grad", "1.0", .ours("rescale_grad", by: nil)),
        ]),
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
    method: .generated("adam(_:learningRate:moment1:moment2:moment2Max:beta1Pow:beta2Pow:masterParam:skipUpdate:beta1:beta2:epsilon:useGlobalBetaPow:amsgrad:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.Adam"],
        [
          ForeignCall.Argument("lr", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("betas", "(0.9, 0.999)", .ours("beta1", by: .pair)),
          ForeignCall.Argument("eps", "1e-08", .ours("epsilon", by: nil)),
          ForeignCall.Argument("weight_decay", "0", .fixed),
          ForeignCall.Argument("amsgrad", "False", .ours("amsgrad", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Adam"],
        [
          ForeignCall.Argument("learning_rate", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("beta1", "0.9", .ours("beta1", by: nil)),
          ForeignCall.Argument("beta2", "0.999", .ours("beta2", by: nil)),
          ForeignCall.Argument("epsilon", "1e-08", .ours("epsilon", by: nil)),
          ForeignCall.Argument("lazy_mode", "False", .ours("lazy_mode", by: nil)),
          ForeignCall.Argument("multi_precision", "False", .ours("multi_precision", by: nil)),
          ForeignCall.Argument("amsgrad", "False", .ours("amsgrad", by: nil)),
        ]),
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
    method: .generated("adamw(_:learningRate:moment1:moment2:moment2Max:beta1Pow:beta2Pow:masterParam:skipUpdate:beta1:beta2:epsilon:useGlobalBetaPow:amsgrad:lrRatio:coeff:withDecay:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.AdamW"],
        [
          ForeignCall.Argument("lr", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("betas", "(0.9, 0.999)", .ours("beta1", by: .pair)),
          ForeignCall.Argument("eps", "1e-08", .ours("epsilon", by: nil)),
          ForeignCall.Argument("weight_decay", "0.01", .ours("coeff", by: nil)),
          ForeignCall.Argument("amsgrad", "False", .ours("amsgrad", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.AdamW"],
        [
          ForeignCall.Argument("learning_rate", "0.001", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("beta1", "0.9", .ours("beta1", by: nil)),
          ForeignCall.Argument("beta2", "0.999", .ours("beta2", by: nil)),
          ForeignCall.Argument("epsilon", "1e-08", .ours("epsilon", by: nil)),
          ForeignCall.Argument("weight_decay", "0.01", .ours("coeff", by: nil)),
          ForeignCall.Argument("lazy_mode", "False", .ours("lazy_mode", by: nil)),
          ForeignCall.Argument("multi_precision", "False", .ours("multi_precision", by: nil)),
          ForeignCall.Argument("amsgrad", "False", .ours("amsgrad", by: nil)),
        ]),
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
    method: .generated("adagrad(_:moment:learningRate:masterParam:epsilon:)"),
    pytorch: [
      ForeignCall(
        ["torch.optim.Adagrad"],
        [
          ForeignCall.Argument("lr", "0.01", .ours("learning_rate", by: nil)),
          ForeignCall.Argument("lr_decay", "0", .fixed),
          ForeignCall.Argument("weight_decay", "0", .fixed),
          ForeignCall.Argument("initial_accumulator_value", "0", .fixed),
          ForeignCall.Argument("eps", "1e-10", .ours("epsilon", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.optimizer.Adagrad"],
        [
          ForeignCall.Argument("learning_rate", nil, .ours("learning_rate", by: nil)),
          ForeignCall.Argument("epsilon", "1e-06", .ours("epsilon", by: nil)),
        ]),
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
    method: .generated("checkFiniteAndUnscale(_:scale:)"))
}
