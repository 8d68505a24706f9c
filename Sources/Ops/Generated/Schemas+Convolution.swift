// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let conv2d = OpSchema(
    "conv2d",
    aliases: ["depthwise_conv2d"],
    documentation: "Convolution over two spatial dims.",
    kind: .convolution,
    inputs: ["input", "filter"],
    attributes: [
      Attribute("strides", .ints, .value(.ints([1, 1]))),
      Attribute("paddings", .ints, .value(.ints([0, 0]))),
      Attribute("padding_algorithm", .choice(["EXPLICIT", "SAME", "VALID"]), .value(.string("EXPLICIT"))),
      Attribute("groups", .int, .means("what the shapes say")),
      Attribute("dilations", .ints, .value(.ints([1, 1]))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NCDHW", "NDHWC", "AnyLayout"]), .value(.string("NCHW"))),
    ],
    rule: "Conv",
    dtypes: .convolution,
    kernel: "convolution",
    scratch: [.conversions, .columns],
    method: .generated("conv2d(_:strides:paddings:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv2d.default", "torch.nn.functional.conv2d"],
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "[1, 1]", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "[0, 0]", .ours("paddings", by: .list)),
          ForeignCall.Argument("dilation", "[1, 1]", .ours("dilations", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv2d"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "1", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "0", .ours("paddings", by: .list)),
          ForeignCall.Argument("dilation", "1", .ours("dilations", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("data_format", "NCHW", .ours("data_format", by: nil)),
        ]),
    ])

  static let conv2dTranspose = OpSchema(
    "conv2d_transpose",
    aliases: ["depthwise_conv2d_transpose"],
    documentation: "The gradient of a convolution over two spatial dims, as an op of its own.",
    kind: .convolution,
    inputs: ["input", "filter"],
    attributes: [
      Attribute("strides", .ints, .value(.ints([1, 1]))),
      Attribute("paddings", .ints, .value(.ints([0, 0]))),
      Attribute("output_padding", .ints, .value(.ints([]))),
      Attribute("output_size", .ints, .value(.ints([]))),
      Attribute("padding_algorithm", .choice(["EXPLICIT", "SAME", "VALID"]), .value(.string("EXPLICIT"))),
      Attribute("groups", .int, .value(.int(1))),
      Attribute("dilations", .ints, .value(.ints([1, 1]))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NCDHW", "NDHWC", "AnyLayout"]), .value(.string("NCHW"))),
    ],
    rule: "ConvTranspose",
    dtypes: .convolution,
    kernel: "convolutionTransposed",
    scratch: [.conversions, .transposedColumns],
    method: .generated("conv2dTranspose(_:strides:paddings:outputPadding:outputSize:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv_transpose2d.input", "torch.nn.functional.conv_transpose2d"],
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "[1, 1]", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "[0, 0]", .ours("paddings", by: .list)),
          ForeignCall.Argument("output_padding", "[0, 0]", .ours("output_padding", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("dilation", "[1, 1]", .ours("dilations", by: .list)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv2d_transpose"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "1", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "0", .ours("paddings", by: .list)),
          ForeignCall.Argument("output_padding", "0", .ours("output_padding", by: .list)),
          ForeignCall.Argument("dilation", "1", .ours("dilations", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("output_size", "None", .ours("output_size", by: .list)),
          ForeignCall.Argument("data_format", "NCHW", .ours("data_format", by: nil)),
        ]),
    ])

  static let conv3d = OpSchema(
    "conv3d",
    documentation: "Convolution over three spatial dims.",
    kind: .convolution,
    inputs: ["input", "filter"],
    attributes: [
      Attribute("strides", .ints, .value(.ints([1, 1, 1]))),
      Attribute("paddings", .ints, .value(.ints([0, 0, 0]))),
      Attribute("padding_algorithm", .choice(["EXPLICIT", "SAME", "VALID"]), .value(.string("EXPLICIT"))),
      Attribute("groups", .int, .means("what the shapes say")),
      Attribute("dilations", .ints, .value(.ints([1, 1, 1]))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NCDHW", "NDHWC", "AnyLayout"]), .value(.string("NCDHW"))),
    ],
    rule: "Conv",
    dtypes: .convolution,
    kernel: "convolution",
    scratch: [.conversions, .columns],
    method: .generated("conv3d(_:strides:paddings:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv3d.default", "torch.nn.functional.conv3d"],
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "[1, 1, 1]", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "[0, 0, 0]", .ours("paddings", by: .list)),
          ForeignCall.Argument("dilation", "[1, 1, 1]", .ours("dilations", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv3d"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "1", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "0", .ours("paddings", by: .list)),
          ForeignCall.Argument("dilation", "1", .ours("dilations", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("data_format", "NCDHW", .ours("data_format", by: nil)),
        ]),
    ])

  static let conv3dTranspose = OpSchema(
    "conv3d_transpose",
    documentation: "The gradient of a convolution over three spatial dims, as an op of its own.",
    kind: .convolution,
    inputs: ["input", "filter"],
    attributes: [
      Attribute("strides", .ints, .value(.ints([1, 1, 1]))),
      Attribute("paddings", .ints, .value(.ints([0, 0, 0]))),
      Attribute("output_padding", .ints, .value(.ints([]))),
      Attribute("output_size", .ints, .value(.ints([]))),
      Attribute("padding_algorithm", .choice(["EXPLICIT", "SAME", "VALID"]), .value(.string("EXPLICIT"))),
      Attribute("groups", .int, .value(.int(1))),
      Attribute("dilations", .ints, .value(.ints([1, 1, 1]))),
      Attribute("data_format", .choice(["NCHW", "NHWC", "NCDHW", "NDHWC", "AnyLayout"]), .value(.string("NCDHW"))),
    ],
    rule: "ConvTranspose",
    dtypes: .convolution,
    kernel: "convolutionTransposed",
    scratch: [.conversions, .transposedColumns],
    method: .generated("conv3dTranspose(_:strides:paddings:outputPadding:outputSize:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv_transpose3d.input", "torch.nn.functional.conv_transpose3d"],
        [
          ForeignCall.Argument("input", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "[1, 1, 1]", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "[0, 0, 0]", .ours("paddings", by: .list)),
          ForeignCall.Argument("output_padding", "[0, 0, 0]", .ours("output_padding", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("dilation", "[1, 1, 1]", .ours("dilations", by: .list)),
        ]),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv3d_transpose"],
        [
          ForeignCall.Argument("x", nil, .ours("input", by: nil)),
          ForeignCall.Argument("weight", nil, .ours("filter", by: nil)),
          ForeignCall.Argument("bias", "None", .fixed),
          ForeignCall.Argument("stride", "1", .ours("strides", by: .list)),
          ForeignCall.Argument("padding", "0", .ours("paddings", by: .list)),
          ForeignCall.Argument("output_padding", "0", .ours("output_padding", by: .list)),
          ForeignCall.Argument("groups", "1", .ours("groups", by: nil)),
          ForeignCall.Argument("dilation", "1", .ours("dilations", by: .list)),
          ForeignCall.Argument("output_size", "None", .ours("output_size", by: .list)),
          ForeignCall.Argument("data_format", "NCDHW", .ours("data_format", by: nil)),
        ]),
    ])
}
