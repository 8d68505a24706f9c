import SPMDRules

extension OpCase {
  private static let shapes: [[Int]] = [[4, 6], [7, 5], [2, 0], [], [1, 4], [3, 2, 4]]

  private static func unary(
    _ domain: Domain = .integers, _ attributes: [String: AttributeValue] = [:]
  ) -> [OpCase] {
    shapes.map { OpCase($0, attributes: attributes, domains: [domain]) }
  }

  private static func named(_ names: [String], _ cases: [OpCase]) -> [String: [OpCase]] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, cases) })
  }

  private static func joined(_ tables: [String: [OpCase]]...) -> [String: [OpCase]] {
    tables.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  static let unaries: [String: [OpCase]] = joined(
    named(
      [
        "abs", "asinh", "assign", "atan", "ceil", "celu", "conj", "cos", "cosh", "detach", "elu",
        "erf", "exp", "expm1", "floor", "gelu", "hardshrink", "hardsigmoid", "hardswish",
        "hardtanh",
        "leaky_relu", "logsigmoid", "mish", "relu", "relu6", "round", "selu",
        "sigmoid", "sign", "silu", "sin", "sinh", "softplus", "softshrink", "softsign", "square",
        "stanh", "swish", "tan", "tanh", "tanh_shrink", "thresholded_relu", "trunc",
        "isfinite", "isinf", "isnan",
        "fill", "neg",
      ], unary()),
    named(["acos", "asin", "atanh", "logit", "erfinv"], unary(.unit)),
    named(
      [
        "acosh", "digamma", "lgamma", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt",
        "sqrt",
      ], unary(.positive)),
    named(["bitwise_not"], unary(.bits) + unary(.boolean)),
    named(["logical_not"], unary(.boolean) + unary(.integers)),
    [
      "polygamma": [0, 1, 4].flatMap { unary(.positive, ["n": .int($0)]) },
      "clip": unary(.integers, ["min": .double(-1), "max": .double(1)]),
      "pow": unary(.integers, ["factor": .double(2)]) + unary(.positive, ["factor": .double(0.5)]),
      "scale": unary(.integers, ["scale": .double(2), "bias": .double(1)])
        + unary(
          .integers,
          ["scale": .double(2), "bias": .double(1), "bias_after_scale": .bool(false)])
        + unary(.integers, ["scale": .double(-2), "bias": .double(0)]),
      "cast": unary(.integers, ["dtype": .string("int64")])
        + unary(.integers, ["dtype": .string("bool")])
        + unary(.index(5), ["dtype": .string("float32")])
        + unary(.boolean, ["dtype": .string("float64")]),
      "bernoulli": unary(.unit), "poisson": unary(.positive),
      "uniform": unary(.integers, ["low": .double(-2), "high": .double(3), "seed": .int(4)]),
      "gaussian": unary(.integers, ["mean": .double(1), "std": .double(2), "seed": .int(4)]),
      "dropout": unary(
        .integers,
        [
          "p": .double(0.5), "is_test": .bool(false), "mode": .string("upscale_in_train"),
          "seed": .int(3), "fix_seed": .bool(true),
        ])
        + unary(
          .integers,
          ["p": .double(0.25), "is_test": .bool(true), "mode": .string("downscale_in_infer")]),
    ])

  private static let pairs: [([Int], [Int])] = [
    ([4, 6], [4, 6]), ([7, 5], [5]), ([4, 1, 3], [2, 1]), ([6], []), ([1, 4], [4, 1]),
    ([2, 0], [1, 0]), ([], []),
  ]

  private static func binary(_ domains: [Domain] = []) -> [OpCase] {
    pairs.map { OpCase($0.0, $0.1, domains: domains) }
  }

  static let binaries: [String: [OpCase]] = joined(
    named(
      [
        "add", "elementwise_add", "subtract", "multiply", "elementwise_mul", "maximum", "fmax",
        "minimum", "fmin", "heaviside", "equal", "not_equal", "less_than", "less_equal",
        "greater_than", "greater_equal",
      ], binary()),
    named(
      ["divide", "elementwise_div", "remainder", "floor_divide", "trunc_divide"],
      binary([.integers, .positive])),
    named(["elementwise_pow"], binary([.positive, .integers])),
    named(["logical_and", "logical_or", "logical_xor"], binary([.boolean])),
    named(["bitwise_and", "bitwise_or", "bitwise_xor"], binary([.bits]) + binary([.boolean])),
    [
      "fused_dropout_add": [([4, 6], [4, 6]), ([7, 5], [7, 5])].map {
        OpCase(
          $0.0, $0.1,
          attributes: [
            "p": .double(0.5), "is_test": .bool(false), "mode": .string("upscale_in_train"),
            "seed": .int(5), "fix_seed": .bool(true),
          ])
      },
      "swiglu": [
        OpCase([4, 6], [4, 6]), OpCase([5, 3], [5, 3]), OpCase([5, 6], [0]), OpCase([3, 2, 4]),
      ],
      "where": [
        OpCase([4, 6], [4, 6], [4, 6], domains: [.boolean, .integers]),
        OpCase([5], [3, 5], [3, 1], domains: [.boolean, .integers]),
        OpCase([3, 1], [3, 4], [1, 4], domains: [.boolean, .integers]),
        OpCase([], [], [], domains: [.boolean, .integers]),
      ],
      "lerp": [
        OpCase([4, 6], [4, 6], [4, 6]), OpCase([5], [3, 5], [3, 1]), OpCase([3, 1], [3, 4], []),
        OpCase([2, 0], [1, 0], [2, 0]), OpCase([], [], []),
      ],
      "add_n": [
        OpCase(arguments: [.list([[6, 4], [6, 4], [6, 4]])]),
        OpCase(arguments: [.list([[5], [5]])]), OpCase(arguments: [.list([[3, 2]])]),
      ],
      "label_smooth": [
        OpCase([4, 6], [1, 6], attributes: ["epsilon": .double(0.25)]),
        OpCase([5, 3], [0], attributes: ["epsilon": .double(0.1)]),
      ],
      "check_finite_and_unscale": [
        OpCase(
          arguments: [.list([[4, 6], [5]]), .one([1])], domains: [.integers, .integers, .positive])
      ],
    ])
}
