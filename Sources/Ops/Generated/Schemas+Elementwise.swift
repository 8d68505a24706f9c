// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let abs = OpSchema(
    "abs",
    documentation: "The absolute value; of a complex number its length.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .magnitude,
    kernel: "abs",
    method: .generated("abs()"),
    knownAs: ["absolute"],
    pytorch: [
      ForeignCall(
        ["aten.abs.default", "torch.abs", "torch.Tensor.abs", "torch.absolute"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.abs"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let acos = OpSchema(
    "acos",
    documentation: "The inverse cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "acos",
    method: .generated("acos()"),
    pytorch: [
      ForeignCall(
        ["aten.acos.default", "torch.acos", "torch.Tensor.acos", "torch.arccos"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.acos"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let acosh = OpSchema(
    "acosh",
    documentation: "The inverse hyperbolic cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "acosh",
    method: .generated("acosh()"),
    pytorch: [
      ForeignCall(
        ["aten.acosh.default", "torch.acosh", "torch.Tensor.acosh", "torch.arccosh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.acosh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let asin = OpSchema(
    "asin",
    documentation: "The inverse sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "asin",
    method: .generated("asin()"),
    pytorch: [
      ForeignCall(
        ["aten.asin.default", "torch.asin", "torch.Tensor.asin", "torch.arcsin"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.asin"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let asinh = OpSchema(
    "asinh",
    documentation: "The inverse hyperbolic sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "asinh",
    method: .generated("asinh()"),
    pytorch: [
      ForeignCall(
        ["aten.asinh.default", "torch.asinh", "torch.Tensor.asinh", "torch.arcsinh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.asinh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let assign = OpSchema(
    "assign",
    documentation: "A copy, with a storage of its own.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .same,
    kernel: "assign",
    method: .generated("assign()"),
    pytorch: [
      ForeignCall(
        ["aten.clone.default", "torch.clone", "torch.Tensor.clone"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ]),
      ForeignCall(
        ["aten.alias.default", "aten.detach.default", "torch.Tensor.detach"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
      ForeignCall(
        ["aten.contiguous.default", "torch.Tensor.contiguous"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("memory_format", "0", .ignored, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.assign"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("output", "None", .fixed),
        ]),
    ])

  static let atan = OpSchema(
    "atan",
    documentation: "The inverse tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "atan",
    method: .generated("atan()"),
    pytorch: [
      ForeignCall(
        ["aten.atan.default", "torch.atan", "torch.Tensor.atan", "torch.arctan"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.atan"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let atanh = OpSchema(
    "atanh",
    documentation: "The inverse hyperbolic tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "atanh",
    method: .generated("atanh()"),
    pytorch: [
      ForeignCall(
        ["aten.atanh.default", "torch.atanh", "torch.Tensor.atanh", "torch.arctanh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.atanh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let bitwiseNot = OpSchema(
    "bitwise_not",
    documentation: "The bits of integers, or a truth, inverted.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .bits,
    kernel: "bitwiseNot",
    method: .generated("bitwiseNot()"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_not.default", "torch.bitwise_not", "torch.Tensor.bitwise_not"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_not"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let ceil = OpSchema(
    "ceil",
    documentation: "The least whole number that is not less.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "ceil",
    method: .generated("ceil()"),
    pytorch: [
      ForeignCall(
        ["aten.ceil.default", "torch.ceil", "torch.Tensor.ceil"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.ceil"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let conj = OpSchema(
    "conj",
    documentation: "The complex conjugate.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .same,
    kernel: "conj",
    method: .generated("conj()"),
    pytorch: [
      ForeignCall(
        ["aten.conj.default", "torch.conj", "torch.Tensor.conj"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.conj"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let cos = OpSchema(
    "cos",
    documentation: "The cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "cos",
    method: .generated("cos()"),
    pytorch: [
      ForeignCall(
        ["aten.cos.default", "torch.cos", "torch.Tensor.cos"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cos"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let cosh = OpSchema(
    "cosh",
    documentation: "The hyperbolic cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "cosh",
    method: .generated("cosh()"),
    pytorch: [
      ForeignCall(
        ["aten.cosh.default", "torch.cosh", "torch.Tensor.cosh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cosh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let digamma = OpSchema(
    "digamma",
    documentation: "The derivative of the logarithm of the gamma function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "digamma",
    method: .generated("digamma()"),
    pytorch: [
      ForeignCall(
        ["aten.digamma.default", "torch.digamma", "torch.Tensor.digamma"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.digamma"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let erf = OpSchema(
    "erf",
    documentation: "The error function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "erf",
    method: .generated("erf()"),
    pytorch: [
      ForeignCall(
        ["aten.erf.default", "torch.erf", "torch.Tensor.erf", "torch.special.erf"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.erf"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let erfinv = OpSchema(
    "erfinv",
    documentation: "The inverse of the error function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "erfinv",
    method: .generated("erfinv()"),
    pytorch: [
      ForeignCall(
        ["aten.erfinv.default", "torch.erfinv", "torch.Tensor.erfinv", "torch.special.erfinv"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.erfinv"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let exp = OpSchema(
    "exp",
    documentation: "The exponential.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "exp",
    method: .generated("exp()"),
    pytorch: [
      ForeignCall(
        ["aten.exp.default", "torch.exp", "torch.Tensor.exp"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.exp"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let expm1 = OpSchema(
    "expm1",
    documentation: "exp(x) - 1, exact near 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "expm1",
    method: .generated("expm1()"),
    pytorch: [
      ForeignCall(
        ["aten.expm1.default", "torch.expm1", "torch.Tensor.expm1"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expm1"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let floor = OpSchema(
    "floor",
    documentation: "The greatest whole number that is not greater.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "floor",
    method: .generated("floor()"),
    pytorch: [
      ForeignCall(
        ["aten.floor.default", "torch.floor", "torch.Tensor.floor"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.floor"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let lgamma = OpSchema(
    "lgamma",
    documentation: "The logarithm of the absolute value of the gamma function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "lgamma",
    method: .generated("lgamma()"),
    pytorch: [
      ForeignCall(
        ["aten.lgamma.default", "torch.lgamma", "torch.Tensor.lgamma"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.lgamma"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let log = OpSchema(
    "log",
    documentation: "The natural logarithm.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "log",
    method: .generated("log()"),
    pytorch: [
      ForeignCall(
        ["aten.log.default", "torch.log", "torch.Tensor.log"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let log10 = OpSchema(
    "log10",
    documentation: "The logarithm to base 10.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "log10",
    method: .generated("log10()"),
    pytorch: [
      ForeignCall(
        ["aten.log10.default", "torch.log10", "torch.Tensor.log10"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log10"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let log1p = OpSchema(
    "log1p",
    documentation: "log(1 + x), exact near 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "log1p",
    method: .generated("log1p()"),
    pytorch: [
      ForeignCall(
        ["aten.log1p.default", "torch.log1p", "torch.Tensor.log1p"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log1p"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let log2 = OpSchema(
    "log2",
    documentation: "The logarithm to base 2.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "log2",
    method: .generated("log2()"),
    pytorch: [
      ForeignCall(
        ["aten.log2.default", "torch.log2", "torch.Tensor.log2"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log2"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let neg = OpSchema(
    "neg",
    documentation: "The negative.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .numbers,
    kernel: "neg",
    wraps: true,
    method: .generated("neg()"),
    knownAs: ["negative"],
    pytorch: [
      ForeignCall(
        ["aten.neg.default", "torch.neg", "torch.Tensor.neg", "torch.negative"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.neg"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let reciprocal = OpSchema(
    "reciprocal",
    documentation: "1 / x.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "reciprocal",
    method: .generated("reciprocal()"),
    pytorch: [
      ForeignCall(
        ["aten.reciprocal.default", "torch.reciprocal", "torch.Tensor.reciprocal"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.reciprocal"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let rsqrt = OpSchema(
    "rsqrt",
    documentation: "1 / sqrt(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "rsqrt",
    method: .generated("rsqrt()"),
    pytorch: [
      ForeignCall(
        ["aten.rsqrt.default", "torch.rsqrt", "torch.Tensor.rsqrt"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.rsqrt"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let sign = OpSchema(
    "sign",
    documentation: "-1, 0 or 1 by the sign; of a complex number x / |x|.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .numbers,
    kernel: "sign",
    method: .generated("sign()"),
    pytorch: [
      ForeignCall(
        ["aten.sign.default", "torch.sign", "torch.Tensor.sign", "aten.sgn.default", "torch.sgn"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sign"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let sin = OpSchema(
    "sin",
    documentation: "The sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sin",
    method: .generated("sin()"),
    pytorch: [
      ForeignCall(
        ["aten.sin.default", "torch.sin", "torch.Tensor.sin"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sin"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let sinh = OpSchema(
    "sinh",
    documentation: "The hyperbolic sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sinh",
    method: .generated("sinh()"),
    pytorch: [
      ForeignCall(
        ["aten.sinh.default", "torch.sinh", "torch.Tensor.sinh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sinh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let sqrt = OpSchema(
    "sqrt",
    documentation: "The square root.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sqrt",
    method: .generated("sqrt()"),
    pytorch: [
      ForeignCall(
        ["aten.sqrt.default", "torch.sqrt", "torch.Tensor.sqrt"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sqrt"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let square = OpSchema(
    "square",
    documentation: "x * x.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .numbers,
    kernel: "square",
    method: .generated("square()"),
    pytorch: [
      ForeignCall(
        ["aten.square.default", "torch.square", "torch.Tensor.square"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.square"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let tan = OpSchema(
    "tan",
    documentation: "The tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "tan",
    method: .generated("tan()"),
    pytorch: [
      ForeignCall(
        ["aten.tan.default", "torch.tan", "torch.Tensor.tan"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tan"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let tanh = OpSchema(
    "tanh",
    documentation: "The hyperbolic tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "tanh",
    method: .generated("tanh()"),
    pytorch: [
      ForeignCall(
        ["aten.tanh.default", "torch.tanh", "torch.Tensor.tanh", "torch.nn.functional.tanh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tanh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let trunc = OpSchema(
    "trunc",
    documentation: "The whole number next to 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "trunc",
    method: .generated("trunc()"),
    pytorch: [
      ForeignCall(
        ["aten.trunc.default", "torch.trunc", "torch.Tensor.trunc", "torch.fix"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.trunc"],
        [
          ForeignCall.Argument("input", nil, .ours("x", by: nil)),
        ]),
    ])

  static let isnan = OpSchema(
    "isnan",
    documentation: "Whether it is NaN.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isnan",
    method: .generated("isnan()"),
    pytorch: [
      ForeignCall(
        ["aten.isnan.default", "torch.isnan", "torch.Tensor.isnan"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isnan"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let isinf = OpSchema(
    "isinf",
    documentation: "Whether it is infinite.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isinf",
    method: .generated("isinf()"),
    pytorch: [
      ForeignCall(
        ["aten.isinf.default", "torch.isinf", "torch.Tensor.isinf"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isinf"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let isfinite = OpSchema(
    "isfinite",
    documentation: "Whether it is neither infinite nor NaN.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isfinite",
    method: .generated("isfinite()"),
    pytorch: [
      ForeignCall(
        ["aten.isfinite.default", "torch.isfinite", "torch.Tensor.isfinite"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isfinite"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let logicalNot = OpSchema(
    "logical_not",
    documentation: "Whether it is 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "logicalNot",
    method: .generated("logicalNot()"),
    pytorch: [
      ForeignCall(
        ["aten.logical_not.default", "torch.logical_not", "torch.Tensor.logical_not"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_not"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let round = OpSchema(
    "round",
    documentation: "The nearest whole number, ties to even; with decimals, that many digits behind the point.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("decimals", .int, .value(.int(0))),
    ],
    rule: "Unary",
    dtypes: .rounded,
    kernel: "round",
    method: .generated("round(decimals:)"),
    pytorch: [
      ForeignCall(
        ["aten.round.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
      ForeignCall(
        ["aten.round.decimals", "torch.round", "torch.Tensor.round"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("decimals", "0", .ours("decimals", by: nil), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.round"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("decimals", "0", .ours("decimals", by: nil)),
        ]),
    ])

  static let cast = OpSchema(
    "cast",
    documentation: "The elements in another dtype.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("dtype", .dtype(DType.allCases), .refused),
    ],
    rule: "Cast",
    dtypes: .cast,
    kernel: "cast",
    method: .written("x.cast(.float16)"),
    pytorch: [
      ForeignCall(
        ["aten.to.dtype", "torch.Tensor.to", "torch.Tensor.type"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", nil, .ours("dtype", by: .dtype)),
          ForeignCall.Argument("non_blocking", "False", .ignored),
          ForeignCall.Argument("copy", "False", .ignored),
          ForeignCall.Argument("memory_format", "None", .ignored),
        ]),
      ForeignCall(
        ["aten.to.dtype_layout"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("dtype", by: .dtype), keyword: true),
          ForeignCall.Argument("layout", "None", .ignored, keyword: true),
          ForeignCall.Argument("device", "None", .ignored, keyword: true),
          ForeignCall.Argument("pin_memory", "None", .ignored, keyword: true),
          ForeignCall.Argument("non_blocking", "False", .ignored, keyword: true),
          ForeignCall.Argument("copy", "False", .ignored, keyword: true),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ]),
      ForeignCall(
        ["aten.to.device"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("device", nil, .ignored),
          ForeignCall.Argument("dtype", nil, .ours("dtype", by: .dtype)),
          ForeignCall.Argument("non_blocking", "False", .ignored),
          ForeignCall.Argument("copy", "False", .ignored),
          ForeignCall.Argument("memory_format", "None", .ignored),
        ]),
      ForeignCall(
        ["aten._to_copy.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("dtype", by: .dtype), keyword: true),
          ForeignCall.Argument("layout", "None", .ignored, keyword: true),
          ForeignCall.Argument("device", "None", .ignored, keyword: true),
          ForeignCall.Argument("pin_memory", "None", .ignored, keyword: true),
          ForeignCall.Argument("non_blocking", "False", .ignored, keyword: true),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ]),
      ForeignCall(
        ["aten.type_as.default", "torch.Tensor.type_as"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("dtype", by: .dtypeOf)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cast", "paddle.Tensor.astype"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", nil, .ours("dtype", by: .dtype)),
        ]),
    ])

  static let fill = OpSchema(
    "fill",
    documentation: "One number everywhere; of x only shape and dtype count.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("value", .number, .value(.double(0))),
    ],
    rule: "Unary",
    dtypes: .same,
    kernel: "fill",
    method: .generated("fill(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.full_like.default", "torch.full_like"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("fill_value", nil, .ours("value", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed, keyword: true),
          ForeignCall.Argument("layout", "None", .ignored, keyword: true),
          ForeignCall.Argument("device", "None", .ignored, keyword: true),
          ForeignCall.Argument("pin_memory", "None", .ignored, keyword: true),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ]),
      ForeignCall(
        ["aten.fill.Scalar", "torch.Tensor.fill_"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("value", nil, .ours("value", by: nil)),
        ]),
      ForeignCall(
        ["aten.zeros_like.default", "torch.zeros_like"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed, keyword: true),
          ForeignCall.Argument("layout", "None", .ignored, keyword: true),
          ForeignCall.Argument("device", "None", .ignored, keyword: true),
          ForeignCall.Argument("pin_memory", "None", .ignored, keyword: true),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ],
        sets: ["value": .double(0)]),
      ForeignCall(
        ["aten.ones_like.default", "torch.ones_like"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed, keyword: true),
          ForeignCall.Argument("layout", "None", .ignored, keyword: true),
          ForeignCall.Argument("device", "None", .ignored, keyword: true),
          ForeignCall.Argument("pin_memory", "None", .ignored, keyword: true),
          ForeignCall.Argument("memory_format", "None", .ignored, keyword: true),
        ],
        sets: ["value": .double(1)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.full_like"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("fill_value", nil, .ours("value", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed),
        ]),
    ])

  static let clip = OpSchema(
    "clip",
    documentation: "Each element within bounds.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("min", .number, .means("no lower bound")),
      Attribute("max", .number, .means("no upper bound")),
    ],
    rule: "Unary",
    dtypes: .clip,
    kernel: "clip",
    method: .generated("clip(min:max:)"),
    knownAs: ["clamp"],
    pytorch: [
      ForeignCall(
        ["aten.clamp.default", "torch.clamp", "torch.clip", "torch.Tensor.clamp", "torch.Tensor.clip"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("min", "None", .ours("min", by: nil)),
          ForeignCall.Argument("max", "None", .ours("max", by: nil)),
        ]),
      ForeignCall(
        ["aten.clamp_min.default", "torch.clamp_min"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("min", nil, .ours("min", by: nil)),
        ]),
      ForeignCall(
        ["aten.clamp_max.default", "torch.clamp_max"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("max", nil, .ours("max", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.clip"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("min", "None", .ours("min", by: nil)),
          ForeignCall.Argument("max", "None", .ours("max", by: nil)),
        ]),
    ])

  static let logit = OpSchema(
    "logit",
    documentation: "log(x / (1 - x)), of x clipped to eps ... 1 - eps where eps is given.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("eps", .number, .means("nothing is clipped")),
    ],
    rule: "SlopedUnary",
    dtypes: .real,
    kernel: "logit",
    method: .generated("logit(eps:)"),
    pytorch: [
      ForeignCall(
        ["aten.logit.default", "torch.logit", "torch.special.logit"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("eps", "None", .ours("eps", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logit"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("eps", "None", .ours("eps", by: nil)),
        ]),
    ])

  static let scale = OpSchema(
    "scale",
    documentation: "scale * x + bias, or scale * (x + bias).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("scale", .number, .value(.double(1))),
      Attribute("bias", .number, .value(.double(0))),
      Attribute("bias_after_scale", .bool, .value(.bool(true))),
    ],
    rule: "Scale",
    dtypes: .scale,
    kernel: "scale",
    wraps: true,
    method: .generated("scale(scale:bias:biasAfterScale:)"),
    pytorch: [
      ForeignCall(
        ["aten.mul.Scalar"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("scale", by: nil)),
        ]),
      ForeignCall(
        ["aten.add.Scalar"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("alpha", "1", .fixed),
        ]),
      ForeignCall(
        ["aten.rsub.Scalar", "torch.rsub"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("alpha", "1", .ours("scale", by: .negated)),
        ],
        sets: ["scale": .double(-1)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.scale"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("scale", "1.0", .ours("scale", by: nil)),
          ForeignCall.Argument("bias", "0.0", .ours("bias", by: nil)),
          ForeignCall.Argument("bias_after_scale", "True", .ours("bias_after_scale", by: nil)),
          ForeignCall.Argument("act", "None", .fixed),
        ]),
    ])

  static let pow = OpSchema(
    "pow",
    documentation: "The power with a number as its exponent.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("factor", .number, .value(.double(1)), alias: "y"),
    ],
    rule: "Pow",
    dtypes: .power,
    kernel: "pow",
    wraps: true,
    method: .generated("pow(factor:)"),
    knownAs: ["power"],
    pytorch: [
      ForeignCall(
        ["aten.pow.Tensor_Scalar", "torch.pow", "torch.Tensor.pow"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("exponent", nil, .ours("factor", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.pow"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("factor", by: nil)),
        ]),
    ])

  static let relu = OpSchema(
    "relu",
    documentation: "The larger of x and 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "relu",
    method: .generated("relu()"),
    pytorch: [
      ForeignCall(
        ["aten.relu.default", "torch.relu", "torch.Tensor.relu", "torch.nn.functional.relu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.relu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let relu6 = OpSchema(
    "relu6",
    documentation: "x within 0 and 6.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "relu6",
    method: .generated("relu6()"),
    pytorch: [
      ForeignCall(
        ["aten.relu6.default", "torch.nn.functional.relu6"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.relu6"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let leakyRelu = OpSchema(
    "leaky_relu",
    documentation: "x, and below 0 negative_slope * x.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("negative_slope", .number, .value(.double(0.01)), alias: "alpha"),
    ],
    rule: "SlopedUnary",
    dtypes: .real,
    kernel: "leakyRelu",
    method: .generated("leakyRelu(negativeSlope:)"),
    pytorch: [
      ForeignCall(
        ["aten.leaky_relu.default", "torch.nn.functional.leaky_relu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("negative_slope", "0.01", .ours("negative_slope", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.leaky_relu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("negative_slope", "0.01", .ours("negative_slope", by: nil)),
        ]),
    ])

  static let elu = OpSchema(
    "elu",
    documentation: "x, and below 0 alpha * (exp(x) - 1).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("alpha", .number, .value(.double(1))),
    ],
    rule: "SlopedUnary",
    dtypes: .real,
    kernel: "elu",
    method: .generated("elu(alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.elu.default", "torch.nn.functional.elu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("alpha", "1", .ours("alpha", by: nil)),
          ForeignCall.Argument("scale", "1", .fixed),
          ForeignCall.Argument("input_scale", "1", .fixed),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.elu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("alpha", "1.0", .ours("alpha", by: nil)),
        ]),
    ])

  static let celu = OpSchema(
    "celu",
    documentation: "x, and below 0 alpha * (exp(x / alpha) - 1).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("alpha", .number, .value(.double(1))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "celu",
    method: .generated("celu(alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.celu.default", "torch.nn.functional.celu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("alpha", "1.0", .ours("alpha", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.celu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("alpha", "1.0", .ours("alpha", by: nil)),
        ]),
    ])

  static let selu = OpSchema(
    "selu",
    documentation: "scale * (x, and below 0 alpha * (exp(x) - 1)).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("scale", .number, .value(.double(1.0507009873554805))),
      Attribute("alpha", .number, .value(.double(1.6732632423543772))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "selu",
    method: .generated("selu(scale:alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.selu.default", "torch.nn.functional.selu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.selu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("scale", "1.0507009873554805", .ours("scale", by: nil)),
          ForeignCall.Argument("alpha", "1.6732632423543772", .ours("alpha", by: nil)),
        ]),
    ])

  static let gelu = OpSchema(
    "gelu",
    documentation: "x times the normal distribution function of x, or its approximation by tanh.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("approximate", .bool, .value(.bool(false)), words: ["none", "tanh"]),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "gelu",
    method: .generated("gelu(approximate:)"),
    pytorch: [
      ForeignCall(
        ["aten.gelu.default", "torch.nn.functional.gelu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("approximate", "none", .ours("approximate", by: .tanh), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.gelu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("approximate", "False", .ours("approximate", by: nil)),
        ]),
    ])

  static let silu = OpSchema(
    "silu",
    documentation: "x * sigmoid(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "silu",
    method: .generated("silu()"),
    pytorch: [
      ForeignCall(
        ["aten.silu.default", "torch.nn.functional.silu"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.silu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let swish = OpSchema(
    "swish",
    documentation: "x * sigmoid(beta * x).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("beta", .number, .value(.double(1))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "swish",
    method: .generated("swish(beta:)"),
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.swish"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let mish = OpSchema(
    "mish",
    documentation: "x * tanh(softplus(x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "mish",
    method: .generated("mish()"),
    pytorch: [
      ForeignCall(
        ["aten.mish.default", "torch.nn.functional.mish"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.mish"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let sigmoid = OpSchema(
    "sigmoid",
    documentation: "1 / (1 + exp(-x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sigmoid",
    method: .generated("sigmoid()"),
    pytorch: [
      ForeignCall(
        ["aten.sigmoid.default", "torch.sigmoid", "torch.special.expit", "torch.Tensor.sigmoid", "torch.nn.functional.sigmoid"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.sigmoid"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let logsigmoid = OpSchema(
    "logsigmoid",
    documentation: "log(sigmoid(x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "logsigmoid",
    method: .generated("logsigmoid()"),
    pytorch: [
      ForeignCall(
        ["aten.log_sigmoid.default", "torch.nn.functional.logsigmoid"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.log_sigmoid"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let softplus = OpSchema(
    "softplus",
    documentation: "log(1 + exp(beta * x)) / beta, and x where beta * x is above the threshold.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("beta", .number, .value(.double(1))),
      Attribute("threshold", .number, .value(.double(20))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "softplus",
    method: .generated("softplus(beta:threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.softplus.default", "torch.nn.functional.softplus"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("beta", "1", .ours("beta", by: nil)),
          ForeignCall.Argument("threshold", "20", .ours("threshold", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softplus"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("beta", "1", .ours("beta", by: nil)),
          ForeignCall.Argument("threshold", "20", .ours("threshold", by: nil)),
        ]),
    ])

  static let softsign = OpSchema(
    "softsign",
    documentation: "x / (1 + |x|).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "softsign",
    method: .generated("softsign()"),
    pytorch: [
      ForeignCall(
        ["torch.nn.functional.softsign"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softsign"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let tanhShrink = OpSchema(
    "tanh_shrink",
    documentation: "x - tanh(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "tanhShrink",
    method: .generated("tanhShrink()"),
    pytorch: [
      ForeignCall(
        ["torch.nn.functional.tanhshrink"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.tanhshrink"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let stanh = OpSchema(
    "stanh",
    documentation: "scale_b * tanh(scale_a * x).",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("scale_a", .number, .value(.double(0.67))),
      Attribute("scale_b", .number, .value(.double(1.7159))),
    ],
    rule: "SlopedUnary",
    dtypes: .real,
    kernel: "stanh",
    method: .generated("stanh(scaleA:scaleB:)"),
    paddle: [
      ForeignCall(
        ["paddle.stanh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("scale_a", "0.67", .ours("scale_a", by: nil)),
          ForeignCall.Argument("scale_b", "1.7159", .ours("scale_b", by: nil)),
        ]),
    ])

  static let hardshrink = OpSchema(
    "hardshrink",
    documentation: "x, and 0 where |x| is not above the threshold.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("threshold", .number, .value(.double(0.5))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "hardshrink",
    method: .generated("hardshrink(threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardshrink.default", "torch.nn.functional.hardshrink"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("lambd", "0.5", .ours("threshold", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardshrink"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("threshold", "0.5", .ours("threshold", by: nil)),
        ]),
    ])

  static let softshrink = OpSchema(
    "softshrink",
    documentation: "x nearer to 0 by the threshold, and 0 within it.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("threshold", .number, .value(.double(0.5))),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "softshrink",
    method: .generated("softshrink(threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.softshrink.default", "torch.nn.functional.softshrink"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("lambd", "0.5", .ours("threshold", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softshrink"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("threshold", "0.5", .ours("threshold", by: nil)),
        ]),
    ])

  static let hardsigmoid = OpSchema(
    "hardsigmoid",
    documentation: "slope * x + offset within 0 and 1.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("slope", .number, .value(.double(0.16666666666666666))),
      Attribute("offset", .number, .value(.double(0.5))),
    ],
    rule: "SlopedUnary",
    dtypes: .real,
    kernel: "hardsigmoid",
    method: .generated("hardsigmoid(slope:offset:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardsigmoid.default", "torch.nn.functional.hardsigmoid"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardsigmoid"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("slope", "0.1666667", .ours("slope", by: nil)),
          ForeignCall.Argument("offset", "0.5", .ours("offset", by: nil)),
        ]),
    ])

  static let hardswish = OpSchema(
    "hardswish",
    documentation: "x * relu6(x + 3) / 6.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "hardswish",
    method: .generated("hardswish()"),
    pytorch: [
      ForeignCall(
        ["aten.hardswish.default", "torch.nn.functional.hardswish"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardswish"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
        ]),
    ])

  static let hardtanh = OpSchema(
    "hardtanh",
    documentation: "x within t_min and t_max.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("t_min", .number, .value(.double(-1))),
      Attribute("t_max", .number, .value(.double(1))),
    ],
    rule: "Unary",
    dtypes: .hardtanh,
    kernel: "hardtanh",
    method: .generated("hardtanh(tMin:tMax:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardtanh.default", "torch.nn.functional.hardtanh"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("min_val", "-1", .ours("t_min", by: nil)),
          ForeignCall.Argument("max_val", "1", .ours("t_max", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardtanh"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("min", "-1.0", .ours("t_min", by: nil)),
          ForeignCall.Argument("max", "1.0", .ours("t_max", by: nil)),
        ]),
    ])

  static let thresholdedRelu = OpSchema(
    "thresholded_relu",
    documentation: "x where it is above the threshold, value elsewhere.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("threshold", .number, .value(.double(1))),
      Attribute("value", .number, .value(.double(0))),
    ],
    rule: "Unary",
    dtypes: .threshold,
    kernel: "thresholdedRelu",
    method: .generated("thresholdedRelu(threshold:value:)"),
    pytorch: [
      ForeignCall(
        ["aten.threshold.default", "torch.nn.functional.threshold"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("threshold", nil, .ours("threshold", by: nil)),
          ForeignCall.Argument("value", nil, .ours("value", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.thresholded_relu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("threshold", "1.0", .ours("threshold", by: nil)),
          ForeignCall.Argument("value", "0.0", .ours("value", by: nil)),
        ]),
    ])

  static let add = OpSchema(
    "add",
    aliases: ["elementwise_add"],
    documentation: "Sum.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Add",
    dtypes: .promoted,
    kernel: "add",
    wraps: true,
    method: .written("x + y"),
    pytorch: [
      ForeignCall(
        ["aten.add.Tensor", "torch.add", "torch.Tensor.add"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
          ForeignCall.Argument("alpha", "1", .fixed, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.add"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let subtract = OpSchema(
    "subtract",
    documentation: "Difference.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Add",
    dtypes: .promotedNumbers,
    kernel: "subtract",
    wraps: true,
    method: .written("x - y"),
    knownAs: ["sub"],
    pytorch: [
      ForeignCall(
        ["aten.sub.Tensor", "torch.sub", "torch.subtract", "torch.Tensor.sub"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: .scalar)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
          ForeignCall.Argument("alpha", "1", .fixed, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.subtract"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let multiply = OpSchema(
    "multiply",
    aliases: ["elementwise_mul"],
    documentation: "Product.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promoted,
    kernel: "multiply",
    method: .written("x * y"),
    knownAs: ["mul"],
    pytorch: [
      ForeignCall(
        ["aten.mul.Tensor", "torch.mul", "torch.multiply", "torch.Tensor.mul"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.multiply"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let divide = OpSchema(
    "divide",
    aliases: ["elementwise_div"],
    documentation: "True division; of integers in float32.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedFloating,
    kernel: "divide",
    method: .written("x / y"),
    knownAs: ["div"],
    pytorch: [
      ForeignCall(
        ["aten.div.Tensor", "torch.div", "torch.divide", "torch.true_divide", "torch.Tensor.div"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.divide"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let floorDivide = OpSchema(
    "floor_divide",
    documentation: "Division toward negative infinity.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "floorDivide",
    method: .written("x.floorDivided(by: y)"),
    pytorch: [
      ForeignCall(
        ["aten.floor_divide.default", "torch.floor_divide"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
      ForeignCall(
        ["aten.div.Tensor_mode"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
          ForeignCall.Argument("rounding_mode", "floor", .fixed, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.floor_divide"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let truncDivide = OpSchema(
    "trunc_divide",
    documentation: "Division toward 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "truncDivide",
    method: .generated("truncDivide(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.div.Tensor_mode"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
          ForeignCall.Argument("rounding_mode", "trunc", .fixed, keyword: true),
        ]),
    ])

  static let remainder = OpSchema(
    "remainder",
    documentation: "What floor division leaves, with the sign of y.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "remainder",
    method: .written("x % y"),
    pytorch: [
      ForeignCall(
        ["aten.remainder.Tensor", "torch.remainder", "torch.Tensor.remainder"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.remainder", "paddle.mod"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let elementwisePow = OpSchema(
    "elementwise_pow",
    documentation: "Power.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedNumbers,
    kernel: "elementwisePow",
    method: .written("x ** y"),
    pytorch: [
      ForeignCall(
        ["aten.pow.Tensor_Tensor"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("exponent", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.pow"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let maximum = OpSchema(
    "maximum",
    documentation: "The larger; NaN wins.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "maximum",
    method: .generated("maximum(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.maximum.default", "aten.max.other", "torch.maximum"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.maximum"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let minimum = OpSchema(
    "minimum",
    documentation: "The smaller; NaN wins.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "minimum",
    method: .generated("minimum(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.minimum.default", "aten.min.other", "torch.minimum"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.minimum"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let fmax = OpSchema(
    "fmax",
    documentation: "The larger; NaN loses.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "fmax",
    method: .generated("fmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.fmax.default", "torch.fmax"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.fmax"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let fmin = OpSchema(
    "fmin",
    documentation: "The smaller; NaN loses.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "fmin",
    method: .generated("fmin(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.fmin.default", "torch.fmin"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.fmin"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let heaviside = OpSchema(
    "heaviside",
    documentation: "0 below 0, y at 0, 1 above.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "heaviside",
    method: .generated("heaviside(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.heaviside.default", "torch.heaviside"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("values", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.heaviside"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let bitwiseAnd = OpSchema(
    "bitwise_and",
    documentation: "And of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseAnd",
    method: .written("x & y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_and.Tensor", "aten.__and__.Tensor", "torch.bitwise_and"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_and"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let bitwiseOr = OpSchema(
    "bitwise_or",
    documentation: "Or of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseOr",
    method: .written("x | y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_or.Tensor", "aten.__or__.Tensor", "torch.bitwise_or"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_or"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let bitwiseXor = OpSchema(
    "bitwise_xor",
    documentation: "Exclusive or of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseXor",
    method: .written("x ^ y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_xor.Tensor", "aten.__xor__.Tensor", "torch.bitwise_xor"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_xor"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let equal = OpSchema(
    "equal",
    documentation: "Whether they are equal. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .equality,
    kernel: "equal",
    method: .written("x .== y"),
    pytorch: [
      ForeignCall(
        ["aten.eq.Tensor", "aten.eq.Scalar", "torch.eq", "torch.Tensor.eq"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.equal"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let notEqual = OpSchema(
    "not_equal",
    documentation: "Whether they differ. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .equality,
    kernel: "notEqual",
    method: .written("x .!= y"),
    pytorch: [
      ForeignCall(
        ["aten.ne.Tensor", "aten.ne.Scalar", "torch.ne", "torch.Tensor.ne"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.not_equal"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let lessThan = OpSchema(
    "less_than",
    documentation: "Whether x is less. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "lessThan",
    method: .written("x .< y"),
    pytorch: [
      ForeignCall(
        ["aten.lt.Tensor", "aten.lt.Scalar", "torch.lt", "torch.Tensor.lt"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.less_than"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let lessEqual = OpSchema(
    "less_equal",
    documentation: "Whether x is not greater. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "lessEqual",
    method: .written("x .<= y"),
    pytorch: [
      ForeignCall(
        ["aten.le.Tensor", "aten.le.Scalar", "torch.le", "torch.Tensor.le"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.less_equal"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let greaterThan = OpSchema(
    "greater_than",
    documentation: "Whether x is greater. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "greaterThan",
    method: .written("x .> y"),
    pytorch: [
      ForeignCall(
        ["aten.gt.Tensor", "aten.gt.Scalar", "torch.gt", "torch.Tensor.gt"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.greater_than"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let greaterEqual = OpSchema(
    "greater_equal",
    documentation: "Whether x is not less. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "greaterEqual",
    method: .written("x .>= y"),
    pytorch: [
      ForeignCall(
        ["aten.ge.Tensor", "aten.ge.Scalar", "torch.ge", "torch.Tensor.ge"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.greater_equal"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let logicalAnd = OpSchema(
    "logical_and",
    documentation: "Whether neither is 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalAnd",
    method: .written("x .& y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_and.default", "torch.logical_and"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_and"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let logicalOr = OpSchema(
    "logical_or",
    documentation: "Whether one is not 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalOr",
    method: .written("x .| y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_or.default", "torch.logical_or"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_or"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let logicalXor = OpSchema(
    "logical_xor",
    documentation: "Whether just one is not 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalXor",
    method: .written("x .^ y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_xor.default", "torch.logical_xor"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_xor"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("out", "None", .fixed),
        ]),
    ])

  static let `where` = OpSchema(
    "where",
    documentation: "Elements of x where the condition holds, of y elsewhere.",
    kind: .elementwise,
    inputs: ["condition", "x", "y"],
    rule: "Where",
    dtypes: .where,
    kernel: "where",
    method: .written("x.where(condition, otherwise: y)"),
    pytorch: [
      ForeignCall(
        ["aten.where.self", "torch.where"],
        [
          ForeignCall.Argument("condition", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
      ForeignCall(
        ["aten.where.ScalarOther"],
        [
          ForeignCall.Argument("condition", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: .scalar)),
        ]),
      ForeignCall(
        ["aten.where.ScalarSelf"],
        [
          ForeignCall.Argument("condition", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("self", nil, .ours("x", by: .scalar)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
      ForeignCall(
        ["aten.masked_fill.Scalar", "torch.masked_fill", "torch.Tensor.masked_fill"],
        [
          ForeignCall.Argument("self", nil, .ours("y", by: nil)),
          ForeignCall.Argument("mask", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("value", nil, .ours("x", by: .scalar)),
        ]),
      ForeignCall(
        ["aten.masked_fill.Tensor"],
        [
          ForeignCall.Argument("self", nil, .ours("y", by: nil)),
          ForeignCall.Argument("mask", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("value", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.where"],
        [
          ForeignCall.Argument("condition", nil, .ours("condition", by: nil)),
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
    ])

  static let lerp = OpSchema(
    "lerp",
    documentation: "x + weight * (y - x): x at weight 0, y at weight 1.",
    kind: .elementwise,
    inputs: ["x", "y", "weight"],
    rule: "Lerp",
    dtypes: .promotedRealNumbers,
    kernel: "lerp",
    method: .generated("lerp(_:weight:)"),
    pytorch: [
      ForeignCall(
        ["aten.lerp.Tensor", "aten.lerp.Scalar", "torch.lerp", "torch.Tensor.lerp"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("end", nil, .ours("y", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("weight", by: .scalar)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.lerp"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("weight", by: .scalar)),
        ]),
    ])

  static let addN = OpSchema(
    "add_n",
    documentation: "The sum of a list of tensors of one shape.",
    kind: .elementwise,
    inputs: ["inputs*"],
    rule: "AddN",
    dtypes: .addN,
    kernel: "addN",
    wraps: true,
    method: .generated("addN(_:)"),
    paddle: [
      ForeignCall(
        ["paddle.add_n"],
        [
          ForeignCall.Argument("inputs", nil, .ours("inputs", by: nil)),
        ]),
    ])

  static let swiglu = OpSchema(
    "swiglu",
    documentation: "silu(x) * y; without y, of the two halves of the last dim.",
    kind: .elementwise,
    inputs: ["x", "y?"],
    rule: "SwiGLU",
    dtypes: .swiglu,
    kernel: "swiglu",
    method: .generated("swiglu(y:)"),
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.swiglu"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", "None", .ours("y", by: nil)),
        ]),
    ])

  static let labelSmooth = OpSchema(
    "label_smooth",
    documentation: "(1 - epsilon) * label + epsilon * the prior, which is uniform where none is given.",
    kind: .elementwise,
    inputs: ["label", "prior_dist?"],
    attributes: [
      Attribute("epsilon", .number, .value(.double(0.1))),
    ],
    rule: "LabelSmooth",
    dtypes: .labelSmooth,
    kernel: "labelSmooth",
    scratch: [.conversions, .result],
    method: .generated("labelSmooth(priorDist:epsilon:)"),
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.label_smooth"],
        [
          ForeignCall.Argument("label", nil, .ours("label", by: nil)),
          ForeignCall.Argument("prior_dist", "None", .ours("prior_dist", by: nil)),
          ForeignCall.Argument("epsilon", "0.1", .ours("epsilon", by: nil)),
        ]),
    ])

  static let elementwiseUnary = OpSchema(
    "elementwise_unary",
    documentation: "Any elementwise function of one tensor.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    uncomputed: "it stands for any function and names none",
    method: .none)

  static let elementwiseBinary = OpSchema(
    "elementwise_binary",
    documentation: "Any elementwise function of two tensors.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    uncomputed: "it stands for any function and names none",
    method: .none)

  static let defaultDataParallel = OpSchema(
    "default_data_parallel",
    aliases: ["default_"],
    documentation: "Any function of tensors whose first dims are the batch.",
    kind: .elementwise,
    inputs: ["ins*"],
    rule: "DataParallel",
    uncomputed: "it stands for any function and names none",
    method: .none)

  static let replicated = OpSchema(
    "replicated",
    documentation: "Any function, of whole tensors.",
    kind: .elementwise,
    inputs: ["ins*"],
    rule: "Replicated",
    uncomputed: "it stands for any function and names none",
    method: .none)

  static let fusedRotaryPositionEmbedding = OpSchema(
    "fused_rotary_position_embedding",
    documentation: "Pairs of features of q, k and v turned by angles that follow from the token's place.",
    kind: .elementwise,
    inputs: ["q", "k?", "v?", "sin?", "cos?", "position_ids?"],
    outputs: ["out_q", "out_k", "out_v"],
    attributes: [
      Attribute("use_neox_rotary_style", .bool, .value(.bool(true))),
      Attribute("time_major", .bool, .value(.bool(false))),
      Attribute("rotary_emb_base", .number, .value(.double(10000))),
    ],
    indices: [
      IndexBound(5, .rows(of: 3)),
    ],
    rule: "FusedRotaryPositionEmbedding",
    dtypes: .rotary,
    kernel: "fusedRotaryPositionEmbedding",
    method: .generated("fusedRotaryPositionEmbedding(k:v:sin:cos:positionIds:useNeoxRotaryStyle:timeMajor:rotaryEmbBase:)"),
    knownAs: ["rope"],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_rotary_position_embedding"],
        [
          ForeignCall.Argument("q", nil, .ours("q", by: nil)),
          ForeignCall.Argument("k", "None", .ours("k", by: nil)),
          ForeignCall.Argument("v", "None", .ours("v", by: nil)),
          ForeignCall.Argument("sin", "None", .ours("sin", by: nil)),
          ForeignCall.Argument("cos", "None", .ours("cos", by: nil)),
          ForeignCall.Argument("position_ids", "None", .ours("position_ids", by: nil)),
          ForeignCall.Argument("use_neox_rotary_style", "True", .ours("use_neox_rotary_style", by: nil)),
          ForeignCall.Argument("time_major", "False", .ours("time_major", by: nil)),
          ForeignCall.Argument("rotary_emb_base", "10000.0", .ours("rotary_emb_base", by: nil)),
        ]),
    ])
}
