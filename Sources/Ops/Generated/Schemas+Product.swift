// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let matmul = OpSchema(
    "matmul",
    aliases: ["matmul_v2"],
    documentation: "The matrix product, batched and broadcast.",
    kind: .product,
    inputs: ["x", "y"],
    attributes: [
      Attribute("trans_x", .bool, .value(.bool(false))),
      Attribute("trans_y", .bool, .value(.bool(false))),
    ],
    rule: "Matmul",
    dtypes: .promoted,
    kernel: "matmul",
    method: .written("x • y"),
    knownAs: ["dot", "mm", "mv"],
    pytorch: [
      ForeignCall(
        ["aten.matmul.default", "torch.matmul", "torch.Tensor.matmul"],
        "self: x, other: y"),
      ForeignCall(
        ["aten.mm.default", "torch.mm"],
        "self: x, mat2: y"),
      ForeignCall(
        ["aten.mv.default", "torch.mv"],
        "self: x, vec: y"),
      ForeignCall(
        ["aten.dot.default", "torch.dot"],
        "self: x, tensor: y"),
      ForeignCall(
        ["aten.linalg_matmul.default", "torch.linalg.matmul"],
        "self: x, other: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.matmul"],
        "x: x, y: y, transpose_x=False: trans_x, transpose_y=False: trans_y"),
    ])

  static let bmm = OpSchema(
    "bmm",
    documentation: "The products of matrices one by one, with nothing broadcast.",
    kind: .product,
    inputs: ["x", "y"],
    rule: "Bmm",
    dtypes: .promoted,
    kernel: "bmm",
    method: .generated("bmm(_:)"),
    pytorch: [
      ForeignCall(
        ["aten.bmm.default", "torch.bmm", "torch.Tensor.bmm"],
        "self: x, mat2: y"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bmm"],
        "x: x, y: y"),
    ])

  static let linearV2 = OpSchema(
    "linear_v2",
    documentation: "x times the weight, plus the bias; the second output is a space that is not used.",
    kind: .product,
    inputs: ["input", "weight", "bias?"],
    outputs: ["out", "reserve_space"],
    attributes: [
      Attribute("transpose_weight", .bool, .value(.bool(false))),
    ],
    rule: "LinearV2",
    dtypes: .biased,
    kernel: "linearV2",
    method: .generated("linearV2(_:bias:transposeWeight:)"),
    knownAs: ["linear"],
    pytorch: [
      ForeignCall(
        ["aten.linear.default", "torch.nn.functional.linear"],
        "input: input, weight: weight, bias=None: bias",
        sets: ["transpose_weight": .bool(true)],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.linear"],
        "x: input, weight: weight, bias=None: bias",
        results: ["out"]),
    ])

  static let einsum = OpSchema(
    "einsum",
    documentation: "Any sum of products, in Einstein's notation.",
    kind: .product,
    inputs: ["operands*"],
    attributes: [
      Attribute("equation", .text, .refused),
    ],
    rule: "EinsumRule",
    dtypes: .numbersPromoted,
    kernel: "einsum",
    scratch: [.conversions, .contractions],
    method: .written("DistTensor.einsum(\"ij,jk->ik\", x, y)"),
    knownAs: ["dot_general"],
    pytorch: [
      ForeignCall(
        ["aten.einsum.default", "torch.einsum"],
        "equation: equation, tensors: operands, *, path=None: _"),
    ],
    paddle: [
      ForeignCall(
        ["paddle.einsum"],
        "equation: equation, operands: operands"),
    ])

  static let fusedGemmEpilogue = OpSchema(
    "fused_gemm_epilogue",
    documentation: "x times y, plus the bias, and an activation of it; the second output is a space that is not used.",
    kind: .product,
    inputs: ["x", "y", "bias?"],
    outputs: ["out", "reserve_space"],
    attributes: [
      Attribute("trans_x", .bool, .value(.bool(false))),
      Attribute("trans_y", .bool, .value(.bool(false))),
      Attribute("activation", .choice(["none", "relu", "gelu"]), .value(.string("none"))),
    ],
    rule: "FusedGemmEpilogue",
    dtypes: .biasedActivation,
    kernel: "fusedGemmEpilogue",
    scratch: [.conversions, .result],
    method: .generated("fusedGemmEpilogue(_:bias:transX:transY:activation:)"),
    pytorch: [
      ForeignCall(
        ["aten.addmm.default", "torch.addmm"],
        "self: bias, mat1: x, mat2: y, *, beta=1, alpha=1",
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_linear_activation"],
        "x: x, y: y, bias: bias, trans_x=False: trans_x, trans_y=False: trans_y, activation=None: activation",
        results: ["out"]),
    ])

  static let fusedLinearParamGradAdd = OpSchema(
    "fused_linear_param_grad_add",
    documentation: "The gradients of a linear layer's weight and bias, added to what there is of them.",
    kind: .product,
    inputs: ["x", "dout", "dweight?", "dbias?"],
    outputs: ["dweight_out", "dbias_out"],
    attributes: [
      Attribute("multi_precision", .bool, .value(.bool(false))),
      Attribute("has_bias", .bool, .value(.bool(true))),
    ],
    rule: "FusedLinearParamGradAdd",
    dtypes: .linearGradient,
    kernel: "fusedLinearParamGradAdd",
    scratch: [.conversions, .result],
    method: .generated("fusedLinearParamGradAdd(_:dweight:dbias:multiPrecision:hasBias:)"))
}
