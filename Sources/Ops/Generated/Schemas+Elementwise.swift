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
    gradient: .formula,
    method: .generated("abs()"),
    knownAs: ["absolute"],
    pytorch: [
      ForeignCall(
        ["aten.abs.default", "torch.abs", "torch.Tensor.abs", "torch.absolute", "aten.absolute.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.abs"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Abs"],
        "X: x"),
    ])

  static let acos = OpSchema(
    "acos",
    documentation: "The inverse cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "acos",
    gradient: .formula,
    method: .generated("acos()"),
    pytorch: [
      ForeignCall(
        ["aten.acos.default", "torch.acos", "torch.Tensor.acos", "torch.arccos", "aten.arccos.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.acos"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Acos"],
        "input: x"),
    ])

  static let acosh = OpSchema(
    "acosh",
    documentation: "The inverse hyperbolic cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "acosh",
    gradient: .formula,
    method: .generated("acosh()"),
    pytorch: [
      ForeignCall(
        ["aten.acosh.default", "torch.acosh", "torch.Tensor.acosh", "torch.arccosh", "aten.arccosh.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.acosh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Acosh"],
        "input: x"),
    ])

  static let asin = OpSchema(
    "asin",
    documentation: "The inverse sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "asin",
    gradient: .formula,
    method: .generated("asin()"),
    pytorch: [
      ForeignCall(
        ["aten.asin.default", "torch.asin", "torch.Tensor.asin", "torch.arcsin", "aten.arcsin.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.asin"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Asin"],
        "input: x"),
    ])

  static let asinh = OpSchema(
    "asinh",
    documentation: "The inverse hyperbolic sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "asinh",
    gradient: .formula,
    method: .generated("asinh()"),
    pytorch: [
      ForeignCall(
        ["aten.asinh.default", "torch.asinh", "torch.Tensor.asinh", "torch.arcsinh", "aten.arcsinh.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.asinh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Asinh"],
        "input: x"),
    ])

  static let assign = OpSchema(
    "assign",
    documentation: "A copy, with a storage of its own.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .same,
    kernel: "assign",
    gradient: .formula,
    method: .generated("assign()"),
    pytorch: [
      ForeignCall(
        ["aten.clone.default", "torch.clone", "torch.Tensor.clone"],
        "self: x, *, memory_format=None: _"),
      ForeignCall(
        ["aten.alias.default"],
        "self: x"),
      ForeignCall(
        ["aten.contiguous.default", "torch.Tensor.contiguous"],
        "self: x, *, memory_format=contiguous_format: _"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.assign"],
        "x: x, output=None"),
    ])

  static let atan = OpSchema(
    "atan",
    documentation: "The inverse tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "atan",
    gradient: .formula,
    method: .generated("atan()"),
    pytorch: [
      ForeignCall(
        ["aten.atan.default", "torch.atan", "torch.Tensor.atan", "torch.arctan", "aten.arctan.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.atan"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Atan"],
        "input: x"),
    ])

  static let atanh = OpSchema(
    "atanh",
    documentation: "The inverse hyperbolic tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "atanh",
    gradient: .formula,
    method: .generated("atanh()"),
    pytorch: [
      ForeignCall(
        ["aten.atanh.default", "torch.atanh", "torch.Tensor.atanh", "torch.arctanh", "aten.arctanh.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.atanh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Atanh"],
        "input: x"),
    ])

  static let bitwiseNot = OpSchema(
    "bitwise_not",
    documentation: "The bits of integers, or a truth, inverted.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .bits,
    kernel: "bitwiseNot",
    gradient: .missing("it is of the bits of integers"),
    method: .generated("bitwiseNot()"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_not.default", "torch.bitwise_not", "torch.Tensor.bitwise_not"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_not"],
        "x: x, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["BitwiseNot"],
        "X: x"),
    ])

  static let ceil = OpSchema(
    "ceil",
    documentation: "The least whole number that is not less.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "ceil",
    gradient: .zero("between its steps it is constant"),
    method: .generated("ceil()"),
    pytorch: [
      ForeignCall(
        ["aten.ceil.default", "torch.ceil", "torch.Tensor.ceil"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.ceil"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Ceil"],
        "X: x"),
    ])

  static let conj = OpSchema(
    "conj",
    documentation: "The complex conjugate.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .same,
    kernel: "conj",
    gradient: .formula,
    method: .generated("conj()"),
    pytorch: [
      ForeignCall(
        ["aten.conj.default", "aten._conj.default", "torch.conj", "torch.Tensor.conj"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.conj"],
        "x: x"),
    ])

  static let cos = OpSchema(
    "cos",
    documentation: "The cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "cos",
    gradient: .formula,
    method: .generated("cos()"),
    pytorch: [
      ForeignCall(
        ["aten.cos.default", "torch.cos", "torch.Tensor.cos"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cos"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Cos"],
        "input: x"),
    ])

  static let cosh = OpSchema(
    "cosh",
    documentation: "The hyperbolic cosine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "cosh",
    gradient: .formula,
    method: .generated("cosh()"),
    pytorch: [
      ForeignCall(
        ["aten.cosh.default", "torch.cosh", "torch.Tensor.cosh"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cosh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Cosh"],
        "input: x"),
    ])

  static let digamma = OpSchema(
    "digamma",
    documentation: "The derivative of the logarithm of the gamma function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "digamma",
    gradient: .formula,
    method: .generated("digamma()"),
    pytorch: [
      ForeignCall(
        ["aten.digamma.default", "torch.digamma", "torch.Tensor.digamma"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.digamma"],
        "x: x"),
    ])

  static let polygamma = OpSchema(
    "polygamma",
    documentation: "The n-th derivative of the digamma function; n is 170 at most, whose factorial is the last that a float64 holds.",
    kind: .elementwise,
    inputs: ["x"],
    attributes: [
      Attribute("n", .int, .refused),
    ],
    rule: "Unary",
    dtypes: .real,
    kernel: "polygamma",
    gradient: .formula,
    method: .generated("polygamma(n:)"),
    knownAs: ["trigamma"],
    pytorch: [
      ForeignCall(
        ["aten.polygamma.default", "torch.polygamma", "torch.Tensor.polygamma", "torch.special.polygamma", "aten.special_polygamma.default"],
        "n: n, self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.polygamma"],
        "x: x, n: n"),
    ])

  static let erf = OpSchema(
    "erf",
    documentation: "The error function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "erf",
    gradient: .formula,
    method: .generated("erf()"),
    pytorch: [
      ForeignCall(
        ["aten.erf.default", "torch.erf", "torch.Tensor.erf", "torch.special.erf", "aten.special_erf.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.erf"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Erf"],
        "input: x"),
    ])

  static let erfinv = OpSchema(
    "erfinv",
    documentation: "The inverse of the error function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "erfinv",
    gradient: .formula,
    method: .generated("erfinv()"),
    pytorch: [
      ForeignCall(
        ["aten.erfinv.default", "torch.erfinv", "torch.Tensor.erfinv", "torch.special.erfinv", "aten.special_erfinv.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.erfinv"],
        "x: x"),
    ])

  static let exp = OpSchema(
    "exp",
    documentation: "The exponential.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "exp",
    gradient: .formula,
    method: .generated("exp()"),
    pytorch: [
      ForeignCall(
        ["aten.exp.default", "torch.exp", "torch.Tensor.exp"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.exp"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Exp"],
        "input: x"),
    ])

  static let expm1 = OpSchema(
    "expm1",
    documentation: "exp(x) - 1, exact near 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "expm1",
    gradient: .formula,
    method: .generated("expm1()"),
    pytorch: [
      ForeignCall(
        ["aten.expm1.default", "torch.expm1", "torch.Tensor.expm1"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.expm1"],
        "x: x"),
    ])

  static let floor = OpSchema(
    "floor",
    documentation: "The greatest whole number that is not greater.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "floor",
    gradient: .zero("between its steps it is constant"),
    method: .generated("floor()"),
    pytorch: [
      ForeignCall(
        ["aten.floor.default", "torch.floor", "torch.Tensor.floor"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.floor"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Floor"],
        "X: x"),
    ])

  static let lgamma = OpSchema(
    "lgamma",
    documentation: "The logarithm of the absolute value of the gamma function.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "lgamma",
    gradient: .formula,
    method: .generated("lgamma()"),
    pytorch: [
      ForeignCall(
        ["aten.lgamma.default", "torch.lgamma", "torch.Tensor.lgamma"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.lgamma"],
        "x: x"),
    ])

  static let log = OpSchema(
    "log",
    documentation: "The natural logarithm.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "log",
    gradient: .formula,
    method: .generated("log()"),
    pytorch: [
      ForeignCall(
        ["aten.log.default", "torch.log", "torch.Tensor.log"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Log"],
        "input: x"),
    ])

  static let log10 = OpSchema(
    "log10",
    documentation: "The logarithm to base 10.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "log10",
    gradient: .formula,
    method: .generated("log10()"),
    pytorch: [
      ForeignCall(
        ["aten.log10.default", "torch.log10", "torch.Tensor.log10"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log10"],
        "x: x"),
    ])

  static let log1p = OpSchema(
    "log1p",
    documentation: "log(1 + x), exact near 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "log1p",
    gradient: .formula,
    method: .generated("log1p()"),
    pytorch: [
      ForeignCall(
        ["aten.log1p.default", "torch.log1p", "torch.Tensor.log1p"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log1p"],
        "x: x"),
    ])

  static let log2 = OpSchema(
    "log2",
    documentation: "The logarithm to base 2.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "log2",
    gradient: .formula,
    method: .generated("log2()"),
    pytorch: [
      ForeignCall(
        ["aten.log2.default", "torch.log2", "torch.Tensor.log2"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.log2"],
        "x: x"),
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
    gradient: .formula,
    method: .generated("neg()"),
    knownAs: ["negative"],
    pytorch: [
      ForeignCall(
        ["aten.neg.default", "torch.neg", "torch.Tensor.neg", "torch.negative", "aten.negative.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.neg"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Neg"],
        "X: x"),
    ])

  static let reciprocal = OpSchema(
    "reciprocal",
    documentation: "1 / x.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "reciprocal",
    gradient: .formula,
    method: .generated("reciprocal()"),
    pytorch: [
      ForeignCall(
        ["aten.reciprocal.default", "torch.reciprocal", "torch.Tensor.reciprocal"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.reciprocal"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Reciprocal"],
        "X: x"),
    ])

  static let rsqrt = OpSchema(
    "rsqrt",
    documentation: "1 / sqrt(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "rsqrt",
    gradient: .formula,
    method: .generated("rsqrt()"),
    pytorch: [
      ForeignCall(
        ["aten.rsqrt.default", "torch.rsqrt", "torch.Tensor.rsqrt"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.rsqrt"],
        "x: x"),
    ])

  static let sign = OpSchema(
    "sign",
    documentation: "-1, 0 or 1 by the sign; of a complex number x / |x|.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .numbers,
    kernel: "sign",
    gradient: .zero("but at 0 it is constant"),
    method: .generated("sign()"),
    pytorch: [
      ForeignCall(
        ["aten.sign.default", "torch.sign", "torch.Tensor.sign", "aten.sgn.default", "torch.sgn"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sign"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Sign"],
        "input: x"),
    ])

  static let sin = OpSchema(
    "sin",
    documentation: "The sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sin",
    gradient: .formula,
    method: .generated("sin()"),
    pytorch: [
      ForeignCall(
        ["aten.sin.default", "torch.sin", "torch.Tensor.sin"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sin"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Sin"],
        "input: x"),
    ])

  static let sinh = OpSchema(
    "sinh",
    documentation: "The hyperbolic sine.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sinh",
    gradient: .formula,
    method: .generated("sinh()"),
    pytorch: [
      ForeignCall(
        ["aten.sinh.default", "torch.sinh", "torch.Tensor.sinh"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sinh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Sinh"],
        "input: x"),
    ])

  static let sqrt = OpSchema(
    "sqrt",
    documentation: "The square root.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sqrt",
    gradient: .formula,
    method: .generated("sqrt()"),
    pytorch: [
      ForeignCall(
        ["aten.sqrt.default", "torch.sqrt", "torch.Tensor.sqrt"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sqrt"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Sqrt"],
        "X: x"),
    ])

  static let square = OpSchema(
    "square",
    documentation: "x * x.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .numbers,
    kernel: "square",
    gradient: .formula,
    method: .generated("square()"),
    pytorch: [
      ForeignCall(
        ["aten.square.default", "torch.square", "torch.Tensor.square"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.square"],
        "x: x"),
    ])

  static let tan = OpSchema(
    "tan",
    documentation: "The tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "tan",
    gradient: .formula,
    method: .generated("tan()"),
    pytorch: [
      ForeignCall(
        ["aten.tan.default", "torch.tan", "torch.Tensor.tan"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tan"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Tan"],
        "input: x"),
    ])

  static let tanh = OpSchema(
    "tanh",
    documentation: "The hyperbolic tangent.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "tanh",
    gradient: .formula,
    method: .generated("tanh()"),
    pytorch: [
      ForeignCall(
        ["aten.tanh.default", "torch.tanh", "torch.Tensor.tanh", "torch.nn.functional.tanh"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.tanh"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Tanh"],
        "input: x"),
    ])

  static let trunc = OpSchema(
    "trunc",
    documentation: "The whole number next to 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "trunc",
    gradient: .zero("between its steps it is constant"),
    method: .generated("trunc()"),
    pytorch: [
      ForeignCall(
        ["aten.trunc.default", "torch.trunc", "torch.Tensor.trunc", "torch.fix", "aten.fix.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.trunc"],
        "input: x"),
    ])

  static let isnan = OpSchema(
    "isnan",
    documentation: "Whether it is NaN.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isnan",
    gradient: .missing("its result is a truth"),
    method: .generated("isnan()"),
    pytorch: [
      ForeignCall(
        ["aten.isnan.default", "torch.isnan", "torch.Tensor.isnan"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isnan"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["IsNaN"],
        "X: x"),
    ])

  static let isinf = OpSchema(
    "isinf",
    documentation: "Whether it is infinite.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isinf",
    gradient: .missing("its result is a truth"),
    method: .generated("isinf()"),
    pytorch: [
      ForeignCall(
        ["aten.isinf.default", "torch.isinf", "torch.Tensor.isinf"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isinf"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["IsInf"],
        "X: x, *, detect_negative=1, detect_positive=1"),
    ])

  static let isfinite = OpSchema(
    "isfinite",
    documentation: "Whether it is neither infinite nor NaN.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "isfinite",
    gradient: .missing("its result is a truth"),
    method: .generated("isfinite()"),
    pytorch: [
      ForeignCall(
        ["aten.isfinite.default", "torch.isfinite", "torch.Tensor.isfinite"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.isfinite"],
        "x: x"),
    ])

  static let logicalNot = OpSchema(
    "logical_not",
    documentation: "Whether it is 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .predicate,
    kernel: "logicalNot",
    gradient: .missing("its result is a truth"),
    method: .generated("logicalNot()"),
    pytorch: [
      ForeignCall(
        ["aten.logical_not.default", "torch.logical_not", "torch.Tensor.logical_not"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_not"],
        "x: x, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["Not"],
        "X: x"),
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
    gradient: .zero("between its steps it is constant"),
    method: .generated("round(decimals:)"),
    pytorch: [
      ForeignCall(
        ["aten.round.default"],
        "self: x"),
      ForeignCall(
        ["aten.round.decimals"],
        "self: x, *, decimals: decimals"),
      ForeignCall(
        ["torch.round", "torch.Tensor.round"],
        "self: x, *, decimals=0: decimals"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.round"],
        "x: x, decimals=0: decimals"),
    ],
    onnx: [
      ForeignCall(
        ["Round"],
        "X: x"),
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
    gradient: .formula,
    method: .written("x.cast(.float16)"),
    pytorch: [
      ForeignCall(
        ["aten.to.dtype", "torch.Tensor.to", "torch.Tensor.type"],
        "self: x, dtype: dtype by dtype, non_blocking=False: _, copy=False: _, memory_format=None: _"),
      ForeignCall(
        ["aten.to.dtype_layout"],
        "self: x, *, dtype=None: dtype by dtype, layout=None: _, device=None: _, pin_memory=None: _, non_blocking=False: _, copy=False: _, memory_format=None: _"),
      ForeignCall(
        ["aten.to.device"],
        "self: x, device: _, dtype: dtype by dtype, non_blocking=False: _, copy=False: _, memory_format=None: _"),
      ForeignCall(
        ["aten._to_copy.default"],
        "self: x, *, dtype=None: dtype by dtype, layout=None: _, device=None: _, pin_memory=None: _, non_blocking=False: _, memory_format=None: _"),
      ForeignCall(
        ["aten.type_as.default", "torch.Tensor.type_as"],
        "self: x, other: dtype by dtypeOf"),
      ForeignCall(
        ["aten.to.other"],
        "self: x, other: dtype by dtypeOf, non_blocking=False: _, copy=False: _, memory_format=None: _"),
      ForeignCall(
        ["torch.Tensor.float"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("float32")]),
      ForeignCall(
        ["torch.Tensor.double"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("float64")]),
      ForeignCall(
        ["torch.Tensor.half"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("float16")]),
      ForeignCall(
        ["torch.Tensor.bfloat16"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("bfloat16")]),
      ForeignCall(
        ["torch.Tensor.int"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("int32")]),
      ForeignCall(
        ["torch.Tensor.long"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("int64")]),
      ForeignCall(
        ["torch.Tensor.short"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("int16")]),
      ForeignCall(
        ["torch.Tensor.bool"],
        "self: x, memory_format=torch.preserve_format: _",
        sets: ["dtype": .string("bool")]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.cast", "paddle.Tensor.astype"],
        "x: x, dtype: dtype by dtype"),
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
    gradient: .zero("of the operand only shape and dtype count"),
    method: .generated("fill(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.full_like.default", "torch.full_like"],
        "self: x, fill_value: value, *, dtype=None, layout=None: _, device=None: _, pin_memory=None: _, memory_format=None: _"),
      ForeignCall(
        ["aten.fill.Scalar", "torch.Tensor.fill_"],
        "self: x, value: value"),
      ForeignCall(
        ["aten.zeros_like.default", "torch.zeros_like"],
        "self: x, *, dtype=None, layout=None: _, device=None: _, pin_memory=None: _, memory_format=None: _",
        sets: ["value": .double(0)]),
      ForeignCall(
        ["aten.ones_like.default", "torch.ones_like"],
        "self: x, *, dtype=None, layout=None: _, device=None: _, pin_memory=None: _, memory_format=None: _",
        sets: ["value": .double(1)]),
      ForeignCall(
        ["aten.empty_like.default", "torch.empty_like"],
        "self: x, *, dtype=None, layout=None: _, device=None: _, pin_memory=None: _, memory_format=None: _",
        sets: ["value": .double(0)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.full_like"],
        "x: x, fill_value: value, dtype=None"),
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
    gradient: .formula,
    method: .generated("clip(min:max:)"),
    knownAs: ["clamp"],
    pytorch: [
      ForeignCall(
        ["aten.clamp.default", "torch.clamp", "torch.clip", "torch.Tensor.clamp", "torch.Tensor.clip", "aten.clip.default"],
        "self: x, min=None: min, max=None: max"),
      ForeignCall(
        ["aten.clamp_min.default", "torch.clamp_min", "torch.Tensor.clamp_min"],
        "self: x, min: min"),
      ForeignCall(
        ["aten.clamp_max.default", "torch.clamp_max", "torch.Tensor.clamp_max"],
        "self: x, max: max"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.clip"],
        "x: x, min=None: min, max=None: max"),
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
    gradient: .formula,
    method: .generated("logit(eps:)"),
    pytorch: [
      ForeignCall(
        ["aten.logit.default", "torch.logit", "torch.special.logit", "aten.special_logit.default"],
        "self: x, eps=None: eps"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logit"],
        "x: x, eps=None: eps"),
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
    gradient: .formula,
    method: .generated("scale(scale:bias:biasAfterScale:)"),
    pytorch: [
      ForeignCall(
        ["aten.mul.Scalar", "aten.multiply.Scalar"],
        "self: x, other: scale"),
      ForeignCall(
        ["aten.add.Scalar"],
        "self: x, other: bias, alpha=1"),
      ForeignCall(
        ["aten.rsub.Scalar", "torch.rsub"],
        "self: x, other: bias, alpha=1: scale by negated",
        sets: ["scale": .double(-1)]),
      ForeignCall(
        ["aten.sub.Scalar", "aten.subtract.Scalar"],
        "self: x, other: bias by negated, alpha=1"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.scale"],
        "x: x, scale=1.0: scale, bias=0.0: bias, bias_after_scale=True: bias_after_scale, act=None"),
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
    gradient: .formula,
    method: .generated("pow(factor:)"),
    knownAs: ["power"],
    pytorch: [
      ForeignCall(
        ["aten.pow.Tensor_Scalar", "torch.pow", "torch.Tensor.pow"],
        "self: x, exponent: factor"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.pow"],
        "x: x, y: factor"),
    ])

  static let relu = OpSchema(
    "relu",
    documentation: "The larger of x and 0.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "relu",
    gradient: .formula,
    method: .generated("relu()"),
    pytorch: [
      ForeignCall(
        ["aten.relu.default", "torch.relu", "torch.Tensor.relu", "torch.nn.functional.relu"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.relu"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Relu"],
        "X: x"),
    ])

  static let relu6 = OpSchema(
    "relu6",
    documentation: "x within 0 and 6.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .ordered,
    kernel: "relu6",
    gradient: .formula,
    method: .generated("relu6()"),
    pytorch: [
      ForeignCall(
        ["aten.relu6.default", "torch.nn.functional.relu6"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.relu6"],
        "x: x"),
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
    gradient: .formula,
    method: .generated("leakyRelu(negativeSlope:)"),
    pytorch: [
      ForeignCall(
        ["aten.leaky_relu.default", "torch.nn.functional.leaky_relu"],
        "self: x, negative_slope=0.01: negative_slope"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.leaky_relu"],
        "x: x, negative_slope=0.01: negative_slope"),
    ],
    onnx: [
      ForeignCall(
        ["LeakyRelu"],
        "X: x, *, alpha=0.01: negative_slope"),
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
    gradient: .formula,
    method: .generated("elu(alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.elu.default", "torch.nn.functional.elu"],
        "self: x, alpha=1: alpha, scale=1, input_scale=1"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.elu"],
        "x: x, alpha=1.0: alpha"),
    ],
    onnx: [
      ForeignCall(
        ["Elu"],
        "X: x, *, alpha=1.0: alpha"),
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
    gradient: .formula,
    method: .generated("celu(alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.celu.default", "torch.nn.functional.celu"],
        "self: x, alpha=1.0: alpha"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.celu"],
        "x: x, alpha=1.0: alpha"),
    ],
    onnx: [
      ForeignCall(
        ["Celu"],
        "X: x, *, alpha=1.0: alpha"),
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
    gradient: .formula,
    method: .generated("selu(scale:alpha:)"),
    pytorch: [
      ForeignCall(
        ["aten.selu.default", "torch.nn.functional.selu"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.selu"],
        "x: x, scale=1.0507009873554805: scale, alpha=1.6732632423543772: alpha"),
    ],
    onnx: [
      ForeignCall(
        ["Selu"],
        "X: x, *, alpha=1.67326319217681884765625: alpha, gamma=1.05070102214813232421875: scale"),
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
    gradient: .formula,
    method: .generated("gelu(approximate:)"),
    pytorch: [
      ForeignCall(
        ["aten.gelu.default", "torch.nn.functional.gelu"],
        "self: x, *, approximate=none: approximate by tanh"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.gelu"],
        "x: x, approximate=False: approximate"),
    ],
    onnx: [
      ForeignCall(
        ["Gelu"],
        "X: x, *, approximate=none: approximate by tanh"),
    ])

  static let silu = OpSchema(
    "silu",
    documentation: "x * sigmoid(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "silu",
    gradient: .formula,
    method: .generated("silu()"),
    pytorch: [
      ForeignCall(
        ["aten.silu.default", "torch.nn.functional.silu"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.silu"],
        "x: x"),
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
    gradient: .formula,
    method: .generated("swish(beta:)"),
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.swish"],
        "x: x"),
    ])

  static let mish = OpSchema(
    "mish",
    documentation: "x * tanh(softplus(x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "mish",
    gradient: .writtenOut,
    method: .generated("mish()"),
    pytorch: [
      ForeignCall(
        ["aten.mish.default", "torch.nn.functional.mish"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.mish"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Mish"],
        "X: x"),
    ])

  static let sigmoid = OpSchema(
    "sigmoid",
    documentation: "1 / (1 + exp(-x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .complex,
    kernel: "sigmoid",
    gradient: .formula,
    method: .generated("sigmoid()"),
    pytorch: [
      ForeignCall(
        ["aten.sigmoid.default", "torch.sigmoid", "torch.special.expit", "torch.Tensor.sigmoid", "torch.nn.functional.sigmoid", "aten.special_expit.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.sigmoid"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Sigmoid"],
        "X: x"),
    ])

  static let logsigmoid = OpSchema(
    "logsigmoid",
    documentation: "log(sigmoid(x)).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "logsigmoid",
    gradient: .formula,
    method: .generated("logsigmoid()"),
    pytorch: [
      ForeignCall(
        ["aten.log_sigmoid.default", "torch.nn.functional.logsigmoid"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.log_sigmoid"],
        "x: x"),
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
    gradient: .formula,
    method: .generated("softplus(beta:threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.softplus.default", "torch.nn.functional.softplus"],
        "self: x, beta=1: beta, threshold=20: threshold"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softplus"],
        "x: x, beta=1: beta, threshold=20: threshold"),
    ],
    onnx: [
      ForeignCall(
        ["Softplus"],
        "X: x"),
    ])

  static let softsign = OpSchema(
    "softsign",
    documentation: "x / (1 + |x|).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "softsign",
    gradient: .formula,
    method: .generated("softsign()"),
    pytorch: [
      ForeignCall(
        ["torch.nn.functional.softsign"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softsign"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["Softsign"],
        "input: x"),
    ])

  static let tanhShrink = OpSchema(
    "tanh_shrink",
    documentation: "x - tanh(x).",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "tanhShrink",
    gradient: .formula,
    method: .generated("tanhShrink()"),
    pytorch: [
      ForeignCall(
        ["torch.nn.functional.tanhshrink"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.tanhshrink"],
        "x: x"),
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
    gradient: .formula,
    method: .generated("stanh(scaleA:scaleB:)"),
    paddle: [
      ForeignCall(
        ["paddle.stanh"],
        "x: x, scale_a=0.67: scale_a, scale_b=1.7159: scale_b"),
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
    gradient: .formula,
    method: .generated("hardshrink(threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardshrink.default", "torch.nn.functional.hardshrink"],
        "self: x, lambd=0.5: threshold"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardshrink"],
        "x: x, threshold=0.5: threshold"),
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
    gradient: .formula,
    method: .generated("softshrink(threshold:)"),
    pytorch: [
      ForeignCall(
        ["aten.softshrink.default", "torch.nn.functional.softshrink"],
        "self: x, lambd=0.5: threshold"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.softshrink"],
        "x: x, threshold=0.5: threshold"),
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
    gradient: .formula,
    method: .generated("hardsigmoid(slope:offset:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardsigmoid.default", "torch.nn.functional.hardsigmoid"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardsigmoid"],
        "x: x, slope=0.1666667: slope, offset=0.5: offset"),
    ],
    onnx: [
      ForeignCall(
        ["HardSigmoid"],
        "X: x, *, alpha=0.2: slope, beta=0.5: offset"),
    ])

  static let hardswish = OpSchema(
    "hardswish",
    documentation: "x * relu6(x + 3) / 6.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    dtypes: .real,
    kernel: "hardswish",
    gradient: .formula,
    method: .generated("hardswish()"),
    pytorch: [
      ForeignCall(
        ["aten.hardswish.default", "torch.nn.functional.hardswish"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardswish"],
        "x: x"),
    ],
    onnx: [
      ForeignCall(
        ["HardSwish"],
        "X: x"),
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
    gradient: .formula,
    method: .generated("hardtanh(tMin:tMax:)"),
    pytorch: [
      ForeignCall(
        ["aten.hardtanh.default", "torch.nn.functional.hardtanh"],
        "self: x, min_val=-1: t_min, max_val=1: t_max"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.hardtanh"],
        "x: x, min=-1.0: t_min, max=1.0: t_max"),
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
    gradient: .formula,
    method: .generated("thresholdedRelu(threshold:value:)"),
    pytorch: [
      ForeignCall(
        ["aten.threshold.default", "torch.nn.functional.threshold"],
        "self: x, threshold: threshold, value: value"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.thresholded_relu"],
        "x: x, threshold=1.0: threshold, value=0.0: value"),
    ],
    onnx: [
      ForeignCall(
        ["ThresholdedRelu"],
        "X: x, *, alpha=1.0: threshold"),
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
    gradient: .formula,
    method: .written("x + y"),
    pytorch: [
      ForeignCall(
        ["aten.add.Tensor", "torch.add", "torch.Tensor.add"],
        "self: x, other: y by scalar, *, alpha=1"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.add"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Add"],
        "A: x, B: y"),
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
    gradient: .formula,
    method: .written("x - y"),
    knownAs: ["sub"],
    pytorch: [
      ForeignCall(
        ["aten.sub.Tensor", "torch.sub", "torch.subtract", "torch.Tensor.sub", "aten.subtract.Tensor"],
        "self: x by scalar, other: y by scalar, *, alpha=1"),
      ForeignCall(
        ["aten.rsub.Tensor"],
        "self: y, other: x, *, alpha=1"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.subtract"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Sub"],
        "A: x, B: y"),
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
    gradient: .formula,
    method: .written("x * y"),
    knownAs: ["mul"],
    pytorch: [
      ForeignCall(
        ["aten.mul.Tensor", "torch.mul", "torch.multiply", "torch.Tensor.mul", "aten.multiply.Tensor"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.multiply"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Mul"],
        "A: x, B: y"),
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
    gradient: .formula,
    method: .written("x / y"),
    knownAs: ["div"],
    pytorch: [
      ForeignCall(
        ["aten.div.Tensor", "torch.div", "torch.divide", "torch.true_divide", "torch.Tensor.div", "aten.div.Scalar", "aten.divide.Tensor", "aten.divide.Scalar", "aten.true_divide.Tensor", "aten.true_divide.Scalar"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.div.Tensor_mode", "aten.div.Scalar_mode", "aten.divide.Tensor_mode", "aten.divide.Scalar_mode"],
        "self: x, other: y by scalar, *, rounding_mode==None"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.divide"],
        "x: x, y: y"),
    ])

  static let floorDivide = OpSchema(
    "floor_divide",
    documentation: "Division toward negative infinity.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "floorDivide",
    gradient: .zero("between its steps it is constant"),
    method: .written("x.floorDivided(by: y)"),
    pytorch: [
      ForeignCall(
        ["aten.floor_divide.default", "torch.floor_divide", "aten.floor_divide.Scalar"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.div.Tensor_mode", "aten.div.Scalar_mode", "aten.divide.Tensor_mode", "aten.divide.Scalar_mode"],
        "self: x, other: y by scalar, *, rounding_mode==floor"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.floor_divide"],
        "x: x, y: y"),
    ])

  static let truncDivide = OpSchema(
    "trunc_divide",
    documentation: "Division toward 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "truncDivide",
    gradient: .zero("between its steps it is constant"),
    method: .generated("truncDivide(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.div.Tensor_mode", "aten.div.Scalar_mode", "aten.divide.Tensor_mode", "aten.divide.Scalar_mode"],
        "self: x, other: y by scalar, *, rounding_mode==trunc"),
    ])

  static let remainder = OpSchema(
    "remainder",
    documentation: "What floor division leaves, with the sign of y.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "remainder",
    gradient: .formula,
    method: .written("x % y"),
    pytorch: [
      ForeignCall(
        ["aten.remainder.Tensor", "torch.remainder", "torch.Tensor.remainder", "aten.remainder.Scalar"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.remainder.Scalar_Tensor"],
        "self: x by scalar, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.remainder", "paddle.mod"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Mod"],
        "A: x, B: y, *, fmod=0"),
    ])

  static let elementwisePow = OpSchema(
    "elementwise_pow",
    documentation: "Power.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedNumbers,
    kernel: "elementwisePow",
    gradient: .formula,
    method: .written("x ** y"),
    pytorch: [
      ForeignCall(
        ["aten.pow.Tensor_Tensor"],
        "self: x, exponent: y"),
      ForeignCall(
        ["aten.pow.Scalar"],
        "self: x by scalar, exponent: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.pow"],
        "x: x, y: y"),
    ])

  static let maximum = OpSchema(
    "maximum",
    documentation: "The larger; NaN wins.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "maximum",
    gradient: .formula,
    method: .generated("maximum(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.maximum.default", "aten.max.other", "torch.maximum"],
        "self: x, other: y"),
      ForeignCall(
        ["aten.clamp_min.Tensor"],
        "self: x, min: y"),
      ForeignCall(
        ["aten.clamp.Tensor", "aten.clip.Tensor"],
        "self: x, min=None: y, max=None"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.maximum"],
        "x: x, y: y"),
    ])

  static let minimum = OpSchema(
    "minimum",
    documentation: "The smaller; NaN wins.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "minimum",
    gradient: .formula,
    method: .generated("minimum(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.minimum.default", "aten.min.other", "torch.minimum"],
        "self: x, other: y"),
      ForeignCall(
        ["aten.clamp_max.Tensor"],
        "self: x, max: y"),
      ForeignCall(
        ["aten.clamp.Tensor", "aten.clip.Tensor"],
        "self: x, min=None, max=None: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.minimum"],
        "x: x, y: y"),
    ])

  static let fmax = OpSchema(
    "fmax",
    documentation: "The larger; NaN loses.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "fmax",
    gradient: .formula,
    method: .generated("fmax(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.fmax.default", "torch.fmax"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.fmax"],
        "x: x, y: y"),
    ])

  static let fmin = OpSchema(
    "fmin",
    documentation: "The smaller; NaN loses.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedReal,
    kernel: "fmin",
    gradient: .formula,
    method: .generated("fmin(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.fmin.default", "torch.fmin"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.fmin"],
        "x: x, y: y"),
    ])

  static let heaviside = OpSchema(
    "heaviside",
    documentation: "0 below 0, y at 0, 1 above.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedRealNumbers,
    kernel: "heaviside",
    gradient: .missing("it is a step, and PyTorch has none"),
    method: .generated("heaviside(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.heaviside.default", "torch.heaviside"],
        "self: x, values: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.heaviside"],
        "x: x, y: y"),
    ])

  static let bitwiseAnd = OpSchema(
    "bitwise_and",
    documentation: "And of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseAnd",
    gradient: .missing("it is of the bits of integers"),
    method: .written("x & y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_and.Tensor", "aten.__and__.Tensor", "torch.bitwise_and", "aten.bitwise_and.Scalar", "aten.__and__.Scalar", "torch.Tensor.bitwise_and"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.bitwise_and.Scalar_Tensor"],
        "self: x by scalar, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_and"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["BitwiseAnd"],
        "A: x, B: y"),
    ])

  static let bitwiseOr = OpSchema(
    "bitwise_or",
    documentation: "Or of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseOr",
    gradient: .missing("it is of the bits of integers"),
    method: .written("x | y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_or.Tensor", "aten.__or__.Tensor", "torch.bitwise_or", "aten.bitwise_or.Scalar", "aten.__or__.Scalar", "torch.Tensor.bitwise_or"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.bitwise_or.Scalar_Tensor"],
        "self: x by scalar, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_or"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["BitwiseOr"],
        "A: x, B: y"),
    ])

  static let bitwiseXor = OpSchema(
    "bitwise_xor",
    documentation: "Exclusive or of the bits of integers, or of truths.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .promotedBits,
    kernel: "bitwiseXor",
    gradient: .missing("it is of the bits of integers"),
    method: .written("x ^ y"),
    pytorch: [
      ForeignCall(
        ["aten.bitwise_xor.Tensor", "aten.__xor__.Tensor", "torch.bitwise_xor", "aten.bitwise_xor.Scalar", "aten.__xor__.Scalar", "torch.Tensor.bitwise_xor"],
        "self: x, other: y by scalar"),
      ForeignCall(
        ["aten.bitwise_xor.Scalar_Tensor"],
        "self: x by scalar, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bitwise_xor"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["BitwiseXor"],
        "A: x, B: y"),
    ])

  static let equal = OpSchema(
    "equal",
    documentation: "Whether they are equal. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .equality,
    kernel: "equal",
    gradient: .missing("its result is a truth"),
    method: .written("x .== y"),
    pytorch: [
      ForeignCall(
        ["aten.eq.Tensor", "aten.eq.Scalar", "torch.eq", "torch.Tensor.eq"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.equal"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Equal"],
        "A: x, B: y"),
    ])

  static let notEqual = OpSchema(
    "not_equal",
    documentation: "Whether they differ. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .equality,
    kernel: "notEqual",
    gradient: .missing("its result is a truth"),
    method: .written("x .!= y"),
    pytorch: [
      ForeignCall(
        ["aten.ne.Tensor", "aten.ne.Scalar", "torch.ne", "torch.Tensor.ne", "aten.not_equal.Tensor", "aten.not_equal.Scalar", "torch.not_equal"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.not_equal"],
        "x: x, y: y"),
    ])

  static let lessThan = OpSchema(
    "less_than",
    documentation: "Whether x is less. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "lessThan",
    gradient: .missing("its result is a truth"),
    method: .written("x .< y"),
    pytorch: [
      ForeignCall(
        ["aten.lt.Tensor", "aten.lt.Scalar", "torch.lt", "torch.Tensor.lt", "aten.less.Tensor", "aten.less.Scalar", "torch.less"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.less_than"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Less"],
        "A: x, B: y"),
    ])

  static let lessEqual = OpSchema(
    "less_equal",
    documentation: "Whether x is not greater. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "lessEqual",
    gradient: .missing("its result is a truth"),
    method: .written("x .<= y"),
    pytorch: [
      ForeignCall(
        ["aten.le.Tensor", "aten.le.Scalar", "torch.le", "torch.Tensor.le", "aten.less_equal.Tensor", "aten.less_equal.Scalar", "torch.less_equal"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.less_equal"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["LessOrEqual"],
        "A: x, B: y"),
    ])

  static let greaterThan = OpSchema(
    "greater_than",
    documentation: "Whether x is greater. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "greaterThan",
    gradient: .missing("its result is a truth"),
    method: .written("x .> y"),
    pytorch: [
      ForeignCall(
        ["aten.gt.Tensor", "aten.gt.Scalar", "torch.gt", "torch.Tensor.gt", "aten.greater.Tensor", "aten.greater.Scalar", "torch.greater"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.greater_than"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Greater"],
        "A: x, B: y"),
    ])

  static let greaterEqual = OpSchema(
    "greater_equal",
    documentation: "Whether x is not less. NaN is unequal to all and has no order.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Comparison",
    dtypes: .comparison,
    kernel: "greaterEqual",
    gradient: .missing("its result is a truth"),
    method: .written("x .>= y"),
    pytorch: [
      ForeignCall(
        ["aten.ge.Tensor", "aten.ge.Scalar", "torch.ge", "torch.Tensor.ge", "aten.greater_equal.Tensor", "aten.greater_equal.Scalar", "torch.greater_equal"],
        "self: x, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.greater_equal"],
        "x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["GreaterOrEqual"],
        "A: x, B: y"),
    ])

  static let logicalAnd = OpSchema(
    "logical_and",
    documentation: "Whether neither is 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalAnd",
    gradient: .missing("its result is a truth"),
    method: .written("x .& y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_and.default", "torch.logical_and"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_and"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["And"],
        "A: x, B: y"),
    ])

  static let logicalOr = OpSchema(
    "logical_or",
    documentation: "Whether one is not 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalOr",
    gradient: .missing("its result is a truth"),
    method: .written("x .| y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_or.default", "torch.logical_or"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_or"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["Or"],
        "A: x, B: y"),
    ])

  static let logicalXor = OpSchema(
    "logical_xor",
    documentation: "Whether just one is not 0.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    dtypes: .predicate,
    kernel: "logicalXor",
    gradient: .missing("its result is a truth"),
    method: .written("x .^ y"),
    pytorch: [
      ForeignCall(
        ["aten.logical_xor.default", "torch.logical_xor"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logical_xor"],
        "x: x, y: y, out=None"),
    ],
    onnx: [
      ForeignCall(
        ["Xor"],
        "A: x, B: y"),
    ])

  static let `where` = OpSchema(
    "where",
    documentation: "Elements of x where the condition holds, of y elsewhere.",
    kind: .elementwise,
    inputs: ["condition", "x", "y"],
    rule: "Where",
    dtypes: .where,
    kernel: "where",
    gradient: .formula,
    method: .written("x.where(condition, otherwise: y)"),
    pytorch: [
      ForeignCall(
        ["aten.where.self", "torch.where"],
        "condition: condition, self: x, other: y"),
      ForeignCall(
        ["aten.where.ScalarOther"],
        "condition: condition, self: x, other: y by scalar"),
      ForeignCall(
        ["aten.where.ScalarSelf"],
        "condition: condition, self: x by scalar, other: y"),
      ForeignCall(
        ["aten.masked_fill.Scalar", "torch.masked_fill", "torch.Tensor.masked_fill"],
        "self: y, mask: condition, value: x by scalar"),
      ForeignCall(
        ["aten.masked_fill.Tensor"],
        "self: y, mask: condition, value: x"),
      ForeignCall(
        ["aten.where.Scalar"],
        "condition: condition, self: x by scalar, other: y by scalar"),
      ForeignCall(
        ["torch.Tensor.where"],
        "self: x, condition: condition, other: y by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.where"],
        "condition: condition, x: x, y: y"),
    ],
    onnx: [
      ForeignCall(
        ["Where"],
        "condition: condition, X: x, Y: y"),
    ])

  static let lerp = OpSchema(
    "lerp",
    documentation: "x + weight * (y - x): x at weight 0, y at weight 1.",
    kind: .elementwise,
    inputs: ["x", "y", "weight"],
    rule: "Lerp",
    dtypes: .promotedRealNumbers,
    kernel: "lerp",
    gradient: .formula,
    method: .generated("lerp(_:weight:)"),
    pytorch: [
      ForeignCall(
        ["aten.lerp.Tensor", "aten.lerp.Scalar", "torch.lerp", "torch.Tensor.lerp"],
        "self: x, end: y, weight: weight by scalar"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.lerp"],
        "x: x, y: y, weight: weight by scalar"),
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
    gradient: .formula,
    method: .generated("addN(_:)"),
    paddle: [
      ForeignCall(
        ["paddle.add_n"],
        "inputs: inputs"),
    ])

  static let swiglu = OpSchema(
    "swiglu",
    documentation: "silu(x) * y; without y, of the two halves of the last dim.",
    kind: .elementwise,
    inputs: ["x", "y?"],
    rule: "SwiGLU",
    dtypes: .swiglu,
    kernel: "swiglu",
    gradient: .writtenOut,
    method: .generated("swiglu(y:)"),
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.swiglu"],
        "x: x, y=None: y"),
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
    gradient: .formula,
    method: .generated("labelSmooth(priorDist:epsilon:)"),
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.label_smooth"],
        "label: label, prior_dist=None: prior_dist, epsilon=0.1: epsilon"),
    ])

  static let elementwiseUnary = OpSchema(
    "elementwise_unary",
    documentation: "Any elementwise function of one tensor.",
    kind: .elementwise,
    inputs: ["x"],
    rule: "Unary",
    uncomputed: "it stands for any function and names none",
    gradient: .missing("nothing computes it"),
    method: .none)

  static let elementwiseBinary = OpSchema(
    "elementwise_binary",
    documentation: "Any elementwise function of two tensors.",
    kind: .elementwise,
    inputs: ["x", "y"],
    rule: "Binary",
    uncomputed: "it stands for any function and names none",
    gradient: .missing("nothing computes it"),
    method: .none)

  static let defaultDataParallel = OpSchema(
    "default_data_parallel",
    aliases: ["default_"],
    documentation: "Any function of tensors whose first dims are the batch.",
    kind: .elementwise,
    inputs: ["ins*"],
    rule: "DataParallel",
    uncomputed: "it stands for any function and names none",
    gradient: .missing("nothing computes it"),
    method: .none)

  static let replicated = OpSchema(
    "replicated",
    documentation: "Any function, of whole tensors.",
    kind: .elementwise,
    inputs: ["ins*"],
    rule: "Replicated",
    uncomputed: "it stands for any function and names none",
    gradient: .missing("nothing computes it"),
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
    gradient: .writtenOut,
    method: .generated("fusedRotaryPositionEmbedding(k:v:sin:cos:positionIds:useNeoxRotaryStyle:timeMajor:rotaryEmbBase:)"),
    knownAs: ["rope"],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_rotary_position_embedding"],
        "q: q, k=None: k, v=None: v, sin=None: sin, cos=None: cos, position_ids=None: position_ids, use_neox_rotary_style=True: use_neox_rotary_style, time_major=False: time_major, rotary_emb_base=10000.0: rotary_emb_base"),
    ])
}
