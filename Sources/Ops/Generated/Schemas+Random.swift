// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let dropout = OpSchema(
    "dropout",
    documentation: "Elements zeroed with probability p; the rest scaled as the mode says.",
    kind: .random,
    inputs: ["x"],
    attributes: [
      Attribute("p", .number, .value(.double(0.5))),
      Attribute("is_test", .bool, .value(.bool(false))),
      Attribute("mode", .choice(["upscale_in_train", "downscale_in_infer"]), .value(.string("upscale_in_train"))),
      Attribute("seed", .int, .value(.int(0))),
      Attribute("fix_seed", .bool, .value(.bool(false)), idle: "draws follow the seed always"),
    ],
    rule: "Dropout",
    dtypes: .floats,
    kernel: "dropout",
    scratch: [.conversions, .mask],
    gradient: .formula,
    method: .generated("dropout(p:isTest:mode:seed:)"),
    pytorch: [
      ForeignCall(
        ["aten.dropout.default", "torch.dropout"],
        "input: x, p: p, train: is_test by not"),
      ForeignCall(
        ["torch.nn.functional.dropout"],
        "input: x, p=0.5: p, training=True: is_test by not, inplace=False: _"),
      ForeignCall(
        ["aten.native_dropout.default"],
        "input: x, p: p, train: is_test by not",
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.dropout"],
        "x: x, p=0.5: p, axis=None, training=True: is_test by not, mode=upscale_in_train: mode"),
    ])

  static let bernoulli = OpSchema(
    "bernoulli",
    documentation: "1 with the probability that x is, else 0.",
    kind: .random,
    inputs: ["x"],
    attributes: [
      Attribute("seed", .int, .value(.int(0))),
    ],
    rule: "Random",
    dtypes: .floats,
    kernel: "bernoulli",
    scratch: [.bernoulliDraws],
    gradient: .zero("a draw has no slope"),
    method: .generated("bernoulli(seed:)"),
    pytorch: [
      ForeignCall(
        ["aten.bernoulli.default", "torch.bernoulli"],
        "self: x, *, generator=None: _"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bernoulli"],
        "x: x, p=None"),
    ])

  static let poisson = OpSchema(
    "poisson",
    documentation: "A draw of the Poisson distribution with rate x.",
    kind: .random,
    inputs: ["x"],
    attributes: [
      Attribute("seed", .int, .value(.int(0))),
    ],
    rule: "Random",
    dtypes: .floats,
    kernel: "poisson",
    scratch: [.poissonDraws],
    gradient: .zero("a draw has no slope"),
    method: .generated("poisson(seed:)"),
    pytorch: [
      ForeignCall(
        ["aten.poisson.default", "torch.poisson"],
        "self: x, generator=None: _"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.poisson"],
        "x: x"),
    ])

  static let uniform = OpSchema(
    "uniform",
    documentation: "Numbers drawn evenly from low to high; of x the shape and the dtype count, its numbers do not.",
    kind: .random,
    inputs: ["x"],
    attributes: [
      Attribute("low", .number, .value(.double(0))),
      Attribute("high", .number, .value(.double(1))),
      Attribute("seed", .int, .value(.int(0))),
    ],
    rule: "Random",
    dtypes: .floats,
    kernel: "uniform",
    scratch: [.poissonDraws],
    gradient: .zero("a draw has no slope"),
    method: .generated("uniform(low:high:seed:)"))

  static let gaussian = OpSchema(
    "gaussian",
    documentation: "Numbers drawn from a normal distribution; of x the shape and the dtype count, its numbers do not.",
    kind: .random,
    inputs: ["x"],
    attributes: [
      Attribute("mean", .number, .value(.double(0))),
      Attribute("std", .number, .value(.double(1))),
      Attribute("seed", .int, .value(.int(0))),
    ],
    rule: "Random",
    dtypes: .floats,
    kernel: "gaussian",
    scratch: [.poissonDraws],
    gradient: .zero("a draw has no slope"),
    method: .generated("gaussian(mean:std:seed:)"))

  static let fusedDropoutAdd = OpSchema(
    "fused_dropout_add",
    documentation: "dropout(x) + y; also the seed of the draws.",
    kind: .random,
    inputs: ["x", "y"],
    outputs: ["out", "seed_offset"],
    attributes: [
      Attribute("p", .number, .value(.double(0.5))),
      Attribute("is_test", .bool, .value(.bool(false))),
      Attribute("mode", .choice(["upscale_in_train", "downscale_in_infer"]), .value(.string("upscale_in_train"))),
      Attribute("seed", .int, .value(.int(0))),
      Attribute("fix_seed", .bool, .value(.bool(false)), idle: "draws follow the seed always"),
    ],
    rule: "FusedDropoutAdd",
    dtypes: .dropoutAdd,
    kernel: "fusedDropoutAdd",
    scratch: [.conversions, .mask],
    gradient: .formula,
    method: .generated("fusedDropoutAdd(_:p:isTest:mode:seed:)"),
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_dropout_add"],
        "x: x, y: y, p=0.5: p, training=True: is_test by not, mode=upscale_in_train: mode",
        results: ["out"]),
    ])
}
