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
    gradient: .formula,
    method: .written("x.sum(0)"),
    pytorch: [
      ForeignCall(
        ["aten.sum.dim_IntList", "torch.sum", "torch.Tensor.sum"],
        "self: x, dim: axis by list, keepdim=False: keep_dim, *, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten.sum.default"],
        "self: x, *, dtype=None: x by castBefore"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.sum"],
        "x: x, axis=None: axis by list, dtype=None, keepdim=False: keep_dim"),
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
    gradient: .formula,
    method: .written("x.mean(0)"),
    pytorch: [
      ForeignCall(
        ["aten.mean.dim", "torch.mean", "torch.Tensor.mean"],
        "self: x, dim: axis by list, keepdim=False: keep_dim, *, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten.mean.default"],
        "self: x, *, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten.adaptive_avg_pool1d.default", "torch.nn.functional.adaptive_avg_pool1d"],
        "self: x, output_size==[1]",
        sets: ["axis": .ints([-1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["aten.adaptive_avg_pool2d.default", "aten._adaptive_avg_pool2d.default"],
        "self: x, output_size==[1, 1]",
        sets: ["axis": .ints([-2, -1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["aten.adaptive_avg_pool3d.default", "aten._adaptive_avg_pool3d.default", "torch.nn.functional.adaptive_avg_pool3d"],
        "self: x, output_size==[1, 1, 1]",
        sets: ["axis": .ints([-3, -2, -1]), "keep_dim": .bool(true)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.mean"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["paddle.nn.functional.adaptive_avg_pool1d"],
        "x: x, output_size==[1]",
        sets: ["axis": .ints([-1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["paddle.nn.functional.adaptive_avg_pool2d"],
        "x: x, output_size==[1, 1], data_format=NCHW",
        sets: ["axis": .ints([-2, -1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["paddle.nn.functional.adaptive_avg_pool3d"],
        "x: x, output_size==[1, 1, 1], data_format=NCDHW",
        sets: ["axis": .ints([-3, -2, -1]), "keep_dim": .bool(true)]),
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
    gradient: .formula,
    method: .written("x.max(0)"),
    pytorch: [
      ForeignCall(
        ["aten.amax.default", "torch.amax", "torch.Tensor.amax"],
        "self: x, dim=[]: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.max.default", "torch.max", "torch.Tensor.max"],
        "self: x"),
      ForeignCall(
        ["torch.nn.functional.adaptive_max_pool1d"],
        "self: x, output_size==[1], return_indices=False",
        sets: ["axis": .ints([-1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["torch.nn.functional.adaptive_max_pool2d"],
        "self: x, output_size==[1, 1], return_indices=False",
        sets: ["axis": .ints([-2, -1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["torch.nn.functional.adaptive_max_pool3d"],
        "self: x, output_size==[1, 1, 1], return_indices=False",
        sets: ["axis": .ints([-3, -2, -1]), "keep_dim": .bool(true)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.max", "paddle.amax"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["paddle.nn.functional.adaptive_max_pool1d"],
        "x: x, output_size==[1], return_mask=False",
        sets: ["axis": .ints([-1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["paddle.nn.functional.adaptive_max_pool2d"],
        "x: x, output_size==[1, 1], return_mask=False",
        sets: ["axis": .ints([-2, -1]), "keep_dim": .bool(true)]),
      ForeignCall(
        ["paddle.nn.functional.adaptive_max_pool3d"],
        "x: x, output_size==[1, 1, 1], return_mask=False",
        sets: ["axis": .ints([-3, -2, -1]), "keep_dim": .bool(true)]),
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
    gradient: .formula,
    method: .written("x.min(0)"),
    pytorch: [
      ForeignCall(
        ["aten.amin.default", "torch.amin", "torch.Tensor.amin"],
        "self: x, dim=[]: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.min.default", "torch.min", "torch.Tensor.min"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.min", "paddle.amin"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim"),
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
    gradient: .formula,
    method: .written("x.prod(0)"),
    pytorch: [
      ForeignCall(
        ["aten.prod.dim_int", "torch.prod", "torch.Tensor.prod"],
        "self: x, dim: axis by list, keepdim=False: keep_dim, *, dtype=None: x by castBefore"),
      ForeignCall(
        ["aten.prod.default"],
        "self: x, *, dtype=None: x by castBefore"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.prod"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim, dtype=None"),
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
    gradient: .missing("its result is a truth"),
    method: .written("x.any(0)"),
    pytorch: [
      ForeignCall(
        ["aten.any.dim", "torch.any", "torch.Tensor.any"],
        "self: x, dim: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.any.dims"],
        "self: x, dim=None: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.any.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.any"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim"),
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
    gradient: .missing("its result is a truth"),
    method: .written("x.all(0)"),
    pytorch: [
      ForeignCall(
        ["aten.all.dim", "torch.all", "torch.Tensor.all"],
        "self: x, dim: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.all.dims"],
        "self: x, dim=None: axis by list, keepdim=False: keep_dim"),
      ForeignCall(
        ["aten.all.default"],
        "self: x"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.all"],
        "x: x, axis=None: axis by list, keepdim=False: keep_dim"),
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
    gradient: .formula,
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
    gradient: .formula,
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
    gradient: .formula,
    method: .generated("logsumexp(axis:keepdims:reduceAll:)"),
    pytorch: [
      ForeignCall(
        ["aten.logsumexp.default", "torch.logsumexp", "torch.special.logsumexp", "torch.Tensor.logsumexp", "aten.special_logsumexp.default"],
        "self: x, dim: axis by list, keepdim=False: keepdims"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.logsumexp"],
        "x: x, axis=None: axis by list, keepdim=False: keepdims"),
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
    gradient: .formula,
    method: .generated("pNorm(porder:axis:keepdims:asvector:)"),
    knownAs: ["norm"],
    pytorch: [
      ForeignCall(
        ["aten.norm.ScalarOpt_dim", "torch.norm", "torch.Tensor.norm"],
        "self: x, p: porder, dim: axis by only, keepdim=False: keepdims"),
      ForeignCall(
        ["aten.norm.ScalarOpt_dim_dtype"],
        "self: x, p: porder, dim: axis by only, keepdim: keepdims, *, dtype: x by castBefore"),
      ForeignCall(
        ["aten.norm.Scalar"],
        "self: x, p=2: porder",
        sets: ["asvector": .bool(true)]),
      ForeignCall(
        ["aten.norm.ScalarOpt_dtype"],
        "self: x, p: porder, *, dtype: x by castBefore",
        sets: ["asvector": .bool(true)]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.norm"],
        "x: x, p=None: porder, axis=None: axis, keepdim=False: keepdims"),
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
    gradient: .formula,
    method: .generated("frobeniusNorm(axis:keepDim:)"),
    pytorch: [
      ForeignCall(
        ["aten.linalg_vector_norm.default", "torch.linalg.vector_norm"],
        "self: x, ord=2, dim=None: axis by list, keepdim=False: keep_dim, *, dtype=None"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.linalg.vector_norm"],
        "x: x, p=2.0, axis=None: axis by list, keepdim=False: keep_dim"),
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
    gradient: .formula,
    method: .generated("squaredL2Norm(axis:keepDim:)"))
}
