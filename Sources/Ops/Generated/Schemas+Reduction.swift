// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let sum = OpSchema(
    "sum",
    aliases: ["reduce_sum"],
    documentation: "The sum; of integers and bool in int64, of unsigned integers in uint64.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .sums,
    kernel: "sum",
    scratch: [.conversions, .rows],
    method: .written("x.sum(0)"),
    pytorch: [
      ForeignCall(
        ["aten.sum.dim_IntList", "torch.sum", "torch.Tensor.sum"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
      ForeignCall(
        ["aten.sum.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sum"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("dtype", "None", .fixed),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let mean = OpSchema(
    "mean",
    aliases: ["reduce_mean"],
    documentation: "The mean; of integers in float32.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .floating,
    kernel: "mean",
    scratch: [.conversions, .rows],
    method: .written("x.mean(0)"),
    pytorch: [
      ForeignCall(
        ["aten.mean.dim", "torch.mean", "torch.Tensor.mean"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
      ForeignCall(
        ["aten.mean.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.mean"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let max = OpSchema(
    "max",
    aliases: ["amax", "reduce_max"],
    documentation: "The largest element; NaN wins.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .extremum,
    kernel: "max",
    scratch: [.conversions, .rows],
    method: .written("x.max(0)"),
    pytorch: [
      ForeignCall(
        ["aten.amax.default", "torch.amax", "torch.Tensor.amax"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "[]", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.max.default", "torch.max"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.max", "paddle.amax"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let min = OpSchema(
    "min",
    aliases: ["amin", "reduce_min"],
    documentation: "The smallest element; NaN wins.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .extremum,
    kernel: "min",
    scratch: [.conversions, .rows],
    method: .written("x.min(0)"),
    pytorch: [
      ForeignCall(
        ["aten.amin.default", "torch.amin", "torch.Tensor.amin"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "[]", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.min.default", "torch.min"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.min", "paddle.amin"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let prod = OpSchema(
    "prod",
    aliases: ["reduce_prod"],
    documentation: "The product; of integers and bool in int64, of unsigned integers in uint64.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .sums,
    kernel: "prod",
    scratch: [.conversions, .rows],
    method: .written("x.prod(0)"),
    pytorch: [
      ForeignCall(
        ["aten.prod.dim_int", "torch.prod", "torch.Tensor.prod"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
      ForeignCall(
        ["aten.prod.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dtype", "None", .ours("x", by: .castBefore), keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.prod"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed),
        ]),
    ])

  static let `any` = OpSchema(
    "any",
    aliases: ["reduce_any"],
    documentation: "Whether any element is not 0.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .predicate,
    kernel: "any",
    scratch: [.conversions, .rows],
    method: .written("x.any(0)"),
    pytorch: [
      ForeignCall(
        ["aten.any.dim", "torch.any", "torch.Tensor.any"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.any.dims"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.any.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.any"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let all = OpSchema(
    "all",
    aliases: ["reduce_all"],
    documentation: "Whether no element is 0.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "Reduce",
    dtypes: .predicate,
    kernel: "all",
    scratch: [.conversions, .rows],
    method: .written("x.all(0)"),
    pytorch: [
      ForeignCall(
        ["aten.all.dim", "torch.all", "torch.Tensor.all"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.all.dims"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
      ForeignCall(
        ["aten.all.default"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.all"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let reduceBase = OpSchema(
    "reduce_base",
    documentation: "The reduction whose number reduce_type gives: sum, max, min, prod, mean, any, all.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
      Attribute("reduce_type", .int, .means("any reduction, which only a rule can answer for")),
    ],
    rule: "Reduce",
    dtypes: .reduceBase,
    kernel: "reduceBase",
    scratch: [.conversions, .rows],
    method: .generated("reduceBase(axis:keepDim:reduceType:)"))

  static let meanAll = OpSchema(
    "mean_all",
    documentation: "The mean of all elements.",
    kind: .reduction,
    inputs: ["x"],
    rule: "MeanAll",
    dtypes: .floating,
    kernel: "meanAll",
    scratch: [.conversions, .rows],
    method: .generated("meanAll()"))

  static let logsumexp = OpSchema(
    "logsumexp",
    documentation: "The logarithm of the sum of exponentials.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keepdims", .bool, .value(.bool(false))),
      Attribute("reduce_all", .bool, .value(.bool(false))),
    ],
    rule: "LogSumExp",
    dtypes: .real,
    kernel: "logsumexp",
    scratch: [.conversions, .rows, .wideCopies],
    method: .generated("logsumexp(axis:keepdims:reduceAll:)"),
    pytorch: [
      ForeignCall(
        ["aten.logsumexp.default", "torch.logsumexp", "torch.special.logsumexp", "torch.Tensor.logsumexp"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logsumexp"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ])

  static let pNorm = OpSchema(
    "p_norm",
    documentation: "The p-norm along a dim, or of all elements.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("porder", .number, .value(.double(2))),
      Attribute("axis", .int, .value(.int(-1))),
      Attribute("epsilon", .number, .value(.double(1e-12)), idle: "it is of the gradient"),
      Attribute("keepdims", .bool, .value(.bool(false))),
      Attribute("asvector", .bool, .value(.bool(false))),
    ],
    rule: "PNorm",
    dtypes: .norm,
    kernel: "pNorm",
    scratch: [.conversions, .rows],
    method: .generated("pNorm(porder:axis:keepdims:asvector:)"),
    knownAs: ["norm"],
    pytorch: [
      ForeignCall(
        ["aten.norm.ScalarOpt_dim", "torch.norm", "torch.Tensor.norm"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("p", nil, .ours("porder", by: nil)),
          ForeignCall.Argument("dim", nil, .ours("axis", by: nil)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("p", "None", .ours("porder", by: nil)),
          ForeignCall.Argument("axis", "None", .ours("axis", by: nil)),
          ForeignCall.Argument("keepdim", "False", .ours("keepdims", by: nil)),
        ]),
    ])

  static let frobeniusNorm = OpSchema(
    "frobenius_norm",
    documentation: "The root of the sum of squares.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "FrobeniusNorm",
    dtypes: .norm,
    kernel: "frobeniusNorm",
    scratch: [.conversions, .rows],
    method: .generated("frobeniusNorm(axis:keepDim:)"),
    pytorch: [
      ForeignCall(
        ["aten.linalg_vector_norm.default", "torch.linalg.vector_norm"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("ord", "2", .fixed),
          ForeignCall.Argument("dim", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
          ForeignCall.Argument("dtype", "None", .fixed, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.linalg.vector_norm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("p", "2.0", .fixed),
          ForeignCall.Argument("axis", "None", .ours("axis", by: .list)),
          ForeignCall.Argument("keepdim", "False", .ours("keep_dim", by: nil)),
        ]),
    ])

  static let squaredL2Norm = OpSchema(
    "squared_l2_norm",
    documentation: "The sum of squares.",
    kind: .reduction,
    inputs: ["x"],
    attributes: [
      Attribute("axis", .ints, .value(.ints([]))),
      Attribute("keep_dim", .bool, .value(.bool(false))),
    ],
    rule: "SquaredL2Norm",
    dtypes: .norm,
    kernel: "squaredL2Norm",
    scratch: [.conversions, .rows],
    method: .generated("squaredL2Norm(axis:keepDim:)"))
}
