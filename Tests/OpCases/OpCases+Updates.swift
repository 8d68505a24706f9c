import SPMDRules

extension OpCase {
  private static func adam(_ shape: [Int], amsgrad: Bool, decay: Bool) -> OpCase {
    var attributes: [String: AttributeValue] = [
      "beta1": .double(0.5), "beta2": .double(0.75), "epsilon": .double(1e-8),
      "amsgrad": .bool(amsgrad),
    ]
    if decay {
      attributes["with_decay"] = .bool(true)
      attributes["coeff"] = .double(0.125)
      attributes["lr_ratio"] = .double(1)
    }
    return OpCase(
      shape, shape, [1], shape, shape, amsgrad ? shape : [0], [1], [1], [0], [0],
      attributes: attributes,
      domains: [
        .integers, .integers, .unit, .integers, .positive, .positive, .unit, .unit, .unit, .boolean,
      ])
  }

  static let updates: [String: [OpCase]] = [
    "sgd": [OpCase([4, 6], [1], [4, 6]), OpCase([5], [1], [5])],
    "momentum": [
      OpCase([4, 6], [4, 6], [4, 6], [1], attributes: ["mu": .double(0.5)]),
      OpCase(
        [5], [5], [5], [1],
        attributes: [
          "mu": .double(0.5), "use_nesterov": .bool(true),
          "regularization_method": .string("l2_decay"),
          "regularization_coeff": .double(0.25), "rescale_grad": .double(0.5),
        ]),
    ],
    "adagrad": [
      OpCase(
        [4, 6], [4, 6], [4, 6], [1], attributes: ["epsilon": .double(1e-6)],
        domains: [.integers, .integers, .positive, .unit])
    ],
    "adam": [
      adam([4, 6], amsgrad: false, decay: false), adam([5], amsgrad: true, decay: false),
    ],
    "adamw": [adam([4, 6], amsgrad: false, decay: true), adam([5], amsgrad: true, decay: true)],
  ]
}
