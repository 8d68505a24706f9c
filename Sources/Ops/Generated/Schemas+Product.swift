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
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("other", nil, .ours("y", by: nil)),
        ]),
      ForeignCall(
        ["aten.mm.default", "torch.mm"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("mat2", nil, .ours("y", by: nil)),
        ]),
      ForeignCall(
        ["aten.mv.default", "torch.mv"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("vec", nil, .ours("y", by: nil)),
        ]),
      ForeignCall(
        ["aten.dot.default", "torch.dot"],
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("tensor", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.matmul"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("transpose_x", "False", .ours("trans_x", by: nil)),
          ForeignCall.Argument("transpose_y", "False", .ours("trans_y", by: nil)),
        ]),
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
        [
          ForeignCall.Argument("self", nil, .ours("x", by: nil)),
          ForeignCall.Argument("mat2", nil, .ours("y", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.bmm"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
        ]),
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
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("weight", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
        ],
        sets: ["transpose_weight": .bool(true)],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.linear"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("weight", by: nil)),
          ForeignCall.Argument("bias", "None", .ours("bias", by: nil)),
        ],
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
        [
          ForeignCall.Argument("equation", nil, .ours("equation", by: nil)),
          ForeignCall.Argument("tensors", nil, .ours("operands", by: nil)),
          ForeignCall.Argument("path", "None", .ignored, keyword: true),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.einsum"],
        [
          ForeignCall.Argument("equation", nil, .ours("equation", by: nil)),
          ForeignCall.Argument("operands", nil, .ours("operands", by: nil)),
        ]),
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
        [
          ForeignCall.Argument("self", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("mat1", nil, .ours("x", by: nil)),
          ForeignCall.Argument("mat2", nil, .ours("y", by: nil)),
          ForeignCall.Argument("beta", "1", .fixed, keyword: true),
          ForeignCall.Argument("alpha", "1", .fixed, keyword: true),
        ],
        results: ["out"]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.incubate.nn.functional.fused_linear_activation"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("y", nil, .ours("y", by: nil)),
          ForeignCall.Argument("bias", nil, .ours("bias", by: nil)),
          ForeignCall.Argument("trans_x", "False", .ours("trans_x", by: nil)),
          ForeignCall.Argument("trans_y", "False", .ours("trans_y", by: nil)),
          ForeignCall.Argument("activation", "None", .ours("activation", by: nil)),
        ],
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
