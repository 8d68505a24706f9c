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
    gradient: .formula,
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
    ],
    onnx: [
      ForeignCall(
        ["MatMul"],
        "A: x, B: y"),
    ])

  static let bmm = OpSchema(
    "bmm",
    documentation: "The products of matrices one by one, with nothing broadcast.",
    kind: .product,
    inputs: ["x", "y"],
    rule: "Bmm",
    dtypes: .promoted,
    kernel: "bmm",
    gradient: .formula,
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
    gradient: .writtenOut,
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
    gradient: .formula,
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
    ],
    onnx: [
      ForeignCall(
        ["Einsum"],
        "Inputs: operands, *, equation: equation"),
    ])

  static let sequenceConv = OpSchema(
    "sequence_conv",
    documentation: "The rows around each row of a sequence, side by side, times a filter; zeros beyond its sequence.",
    kind: .product,
    inputs: ["x", "filter"],
    attributes: [
      Attribute("lengths", .ints, .refused),
      Attribute("context_length", .int, .refused, alias: "contextLength"),
      Attribute("context_start", .int, .value(.int(0)), alias: "contextStart"),
      Attribute("context_stride", .int, .value(.int(1)), alias: "contextStride"),
    ],
    rule: "SequenceConv",
    dtypes: .oneFloat,
    kernel: "sequenceConv",
    scratch: [.conversions, .contexts],
    gradient: .writtenOut,
    method: .generated("sequenceConv(_:lengths:contextLength:contextStart:contextStride:)"))

  static let gru = OpSchema(
    "gru",
    documentation: "The states of a gated recurrent unit after each row of sequences; x was multiplied before, and the reset acts before the product.",
    kind: .product,
    inputs: ["x", "h0?", "weight", "bias?"],
    outputs: ["hidden"],
    attributes: [
      Attribute("lengths", .ints, .refused),
      Attribute("activation", .choice(["sigmoid", "tanh", "relu", "identity"]), .value(.string("tanh"))),
      Attribute("gate_activation", .choice(["sigmoid", "tanh", "relu", "identity"]), .value(.string("sigmoid"))),
      Attribute("is_reverse", .bool, .value(.bool(false))),
      Attribute("origin_mode", .bool, .value(.bool(false))),
    ],
    rule: "GRU",
    dtypes: .oneFloat,
    kernel: "gru",
    scratch: [.conversions, .wideCopies],
    gradient: .writtenOut,
    method: .generated("gru(h0:weight:bias:lengths:activation:gateActivation:isReverse:originMode:)"))

  static let fusedGemmEpilogue = OpSchema(
    "fused_gemm_epilogue",
    documentation: "x times y, plus the bias, and an activation of it; the second output is what the gradient needs: of a relu what it kept, of a gelu what it was taken of.",
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
    gradient: .writtenOut,
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
    gradient: .writtenOut,
    method: .generated("fusedLinearParamGradAdd(_:dweight:dbias:multiPrecision:hasBias:)"))

  static let fusedGemmEpilogueGrad = OpSchema(
    "fused_gemm_epilogue_grad",
    documentation: "The gradients of x, y and the bias of a product with an activation, by what the product left for them.",
    kind: .product,
    inputs: ["x", "y", "reserve_space", "out_grad"],
    outputs: ["x_grad", "y_grad", "bias_grad"],
    attributes: [
      Attribute("trans_x", .bool, .value(.bool(false))),
      Attribute("trans_y", .bool, .value(.bool(false))),
      Attribute("activation", .choice(["none", "relu", "gelu"]), .value(.string("none"))),
    ],
    rule: "FusedGemmEpilogueGrad",
    dtypes: .epilogueGradient,
    kernel: "fusedGemmEpilogueGrad",
    scratch: [.conversions, .result],
    gradient: .missing("it is itself a gradient, of an op that is differentiated by what it is written out as"),
    method: .generated("fusedGemmEpilogueGrad(_:reserveSpace:outGrad:transX:transY:activation:)"))

  static let fc = OpSchema(
    "fc",
    documentation: "The dims of the input from in_num_col_dims on times w, plus the bias, and maybe a relu of it.",
    kind: .product,
    inputs: ["input", "w", "bias?"],
    attributes: [
      Attribute("in_num_col_dims", .int, .value(.int(1))),
      Attribute("activation_type", .choice(["", "relu"]), .value(.string(""))),
      Attribute("padding_weights", .bool, .value(.bool(false))),
    ],
    rule: "FullyConnected",
    dtypes: .oneFloat,
    kernel: "fc",
    scratch: [.conversions, .result],
    gradient: .writtenOut,
    method: .generated("fc(_:bias:inNumColDims:activationType:paddingWeights:)"))

  static let fusionRepeatedFcRelu = OpSchema(
    "fusion_repeated_fc_relu",
    documentation: "Products one after the other, each with a bias and a relu; the results before the last come too.",
    kind: .product,
    inputs: ["x", "w*", "bias*"],
    outputs: ["relu_out*", "out"],
    rule: "FusionRepeatedFCRelu",
    dtypes: .oneFloat,
    kernel: "fusionRepeatedFCRelu",
    scratch: [.conversions, .result],
    gradient: .writtenOut,
    method: .generated("fusionRepeatedFcRelu(_:bias:)"))

  static let fusionSquaredMatSub = OpSchema(
    "fusion_squared_mat_sub",
    documentation: "The square of x times y, less the squares of x times those of y, times a number; the three squares come too.",
    kind: .product,
    inputs: ["x", "y"],
    outputs: ["squared_x", "squared_y", "squared_xy", "out"],
    attributes: [
      Attribute("scalar", .number, .value(.double(1))),
    ],
    rule: "FusionSquaredMatSub",
    dtypes: .oneFloat,
    kernel: "fusionSquaredMatSub",
    scratch: [.conversions, .result, .wideCopies],
    gradient: .writtenOut,
    method: .generated("fusionSquaredMatSub(_:scalar:)"))

  static let fusionGru = OpSchema(
    "fusion_gru",
    documentation: "The states of a gated recurrent unit after each row of sequences; its reset acts before the product.",
    kind: .product,
    inputs: ["x", "h0?", "weight_x", "weight_h", "bias?"],
    outputs: ["hidden"],
    attributes: [
      Attribute("lengths", .ints, .refused),
      Attribute("activation", .choice(["sigmoid", "tanh", "relu", "identity"]), .value(.string("tanh"))),
      Attribute("gate_activation", .choice(["sigmoid", "tanh", "relu", "identity"]), .value(.string("sigmoid"))),
      Attribute("is_reverse", .bool, .value(.bool(false))),
      Attribute("use_seq", .bool, .value(.bool(true)), idle: "both ways of computing give the same"),
      Attribute("origin_mode", .bool, .value(.bool(false))),
      Attribute("force_fp32_output", .bool, .value(.bool(false)), idle: "it is of another library's kernel"),
    ],
    rule: "FusionGRU",
    dtypes: .oneFloat,
    kernel: "fusionGRU",
    scratch: [.conversions, .wideCopies],
    gradient: .writtenOut,
    method: .generated("fusionGru(h0:weightX:weightH:bias:lengths:activation:gateActivation:isReverse:originMode:)"))

  static let fusionSeqconvEltaddRelu = OpSchema(
    "fusion_seqconv_eltadd_relu",
    documentation: "The rows around each row of a sequence, side by side, times a filter, with a bias and a relu; what the filter meets comes too.",
    kind: .product,
    inputs: ["x", "filter", "bias"],
    outputs: ["out", "col_mat"],
    attributes: [
      Attribute("lengths", .ints, .refused),
      Attribute("context_length", .int, .refused, alias: "contextLength"),
      Attribute("context_start", .int, .value(.int(0)), alias: "contextStart"),
      Attribute("context_stride", .int, .value(.int(1)), alias: "contextStride"),
    ],
    rule: "FusionSeqConvEltAddRelu",
    dtypes: .oneFloat,
    kernel: "fusionSeqConvEltAddRelu",
    scratch: [.conversions, .result],
    gradient: .writtenOut,
    method: .generated("fusionSeqconvEltaddRelu(_:bias:lengths:contextLength:contextStart:contextStride:)"))

  static let fusionSeqexpandConcatFc = OpSchema(
    "fusion_seqexpand_concat_fc",
    documentation: "The rows of sequences beside one row a sequence of the other tensors, times a weight, with a bias and an activation.",
    kind: .product,
    inputs: ["x*", "fc_weight", "fc_bias?"],
    attributes: [
      Attribute("lengths", .ints, .refused),
      Attribute("fc_activation", .choice(["identity", "relu", "tanh", "sigmoid"]), .value(.string("identity"))),
    ],
    rule: "FusionSeqExpandConcatFC",
    dtypes: .oneFloat,
    kernel: "fusionSeqExpandConcatFC",
    scratch: [.conversions, .wideCopies, .result],
    gradient: .writtenOut,
    method: .generated("fusionSeqexpandConcatFc(_:fcWeight:fcBias:lengths:fcActivation:)"))
}
