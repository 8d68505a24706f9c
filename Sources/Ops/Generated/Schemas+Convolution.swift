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
    gradient: .formula,
    method: .generated("conv2d(_:strides:paddings:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv2d.default", "torch.nn.functional.conv2d"],
        "input: input, weight: filter, bias=None, stride=[1, 1]: strides by list, padding=[0, 0]: paddings by list, dilation=[1, 1]: dilations by list, groups=1: groups"),
      ForeignCall(
        ["aten.conv2d.padding"],
        "input: input, weight: filter, bias=None, stride=[1, 1]: strides by list, padding=valid: padding_algorithm by uppercase, dilation=[1, 1]: dilations by list, groups=1: groups"),
      ForeignCall(
        ["aten.convolution.default"],
        "input: input, weight: filter, bias==None, stride: strides, padding: paddings, dilation: dilations, transposed==False, output_padding: _, groups: groups", dims: 4),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv2d"],
        "x: input, weight: filter, bias=None, stride=1: strides by list, padding=0: paddings by list, dilation=1: dilations by list, groups=1: groups, data_format=NCHW: data_format"),
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
    gradient: .formula,
    method: .generated("conv2dTranspose(_:strides:paddings:outputPadding:outputSize:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv_transpose2d.input", "torch.nn.functional.conv_transpose2d"],
        "input: input, weight: filter, bias=None, stride=[1, 1]: strides by list, padding=[0, 0]: paddings by list, output_padding=[0, 0]: output_padding by list, groups=1: groups, dilation=[1, 1]: dilations by list"),
      ForeignCall(
        ["aten.convolution.default"],
        "input: input, weight: filter, bias==None, stride: strides, padding: paddings, dilation: dilations, transposed==True, output_padding: output_padding, groups: groups", dims: 4),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv2d_transpose"],
        "x: input, weight: filter, bias=None, stride=1: strides by list, padding=0: paddings by list, output_padding=0: output_padding by list, dilation=1: dilations by list, groups=1: groups, output_size=None: output_size by list, data_format=NCHW: data_format"),
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
    gradient: .formula,
    method: .generated("conv3d(_:strides:paddings:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv3d.default", "torch.nn.functional.conv3d"],
        "input: input, weight: filter, bias=None, stride=[1, 1, 1]: strides by list, padding=[0, 0, 0]: paddings by list, dilation=[1, 1, 1]: dilations by list, groups=1: groups"),
      ForeignCall(
        ["aten.conv3d.padding"],
        "input: input, weight: filter, bias=None, stride=[1, 1, 1]: strides by list, padding=valid: padding_algorithm by uppercase, dilation=[1, 1, 1]: dilations by list, groups=1: groups"),
      ForeignCall(
        ["aten.convolution.default"],
        "input: input, weight: filter, bias==None, stride: strides, padding: paddings, dilation: dilations, transposed==False, output_padding: _, groups: groups", dims: 5),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv3d"],
        "x: input, weight: filter, bias=None, stride=1: strides by list, padding=0: paddings by list, dilation=1: dilations by list, groups=1: groups, data_format=NCDHW: data_format"),
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
    gradient: .formula,
    method: .generated("conv3dTranspose(_:strides:paddings:outputPadding:outputSize:paddingAlgorithm:groups:dilations:dataFormat:)"),
    pytorch: [
      ForeignCall(
        ["aten.conv_transpose3d.input", "torch.nn.functional.conv_transpose3d"],
        "input: input, weight: filter, bias=None, stride=[1, 1, 1]: strides by list, padding=[0, 0, 0]: paddings by list, output_padding=[0, 0, 0]: output_padding by list, groups=1: groups, dilation=[1, 1, 1]: dilations by list"),
      ForeignCall(
        ["aten.convolution.default"],
        "input: input, weight: filter, bias==None, stride: strides, padding: paddings, dilation: dilations, transposed==True, output_padding: output_padding, groups: groups", dims: 5),
    ],
    paddle: [
      ForeignCall(
        ["paddle.nn.functional.conv3d_transpose"],
        "x: input, weight: filter, bias=None, stride=1: strides by list, padding=0: paddings by list, output_padding=0: output_padding by list, groups=1: groups, dilation=1: dilations by list, output_size=None: output_size by list, data_format=NCDHW: data_format"),
    ])
}
