// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

extension Schemas {
  static let roiAlign = OpSchema(
    "roi_align",
    documentation: "Features of regions of images, by bilinear samples.",
    kind: .sampling,
    inputs: ["x", "boxes", "boxes_num?"],
    attributes: [
      Attribute("pooled_height", .int, .value(.int(1))),
      Attribute("pooled_width", .int, .value(.int(1))),
      Attribute("spatial_scale", .number, .value(.double(1))),
      Attribute("sampling_ratio", .int, .value(.int(-1))),
      Attribute("aligned", .bool, .value(.bool(true))),
    ],
    rule: "RoiAlign",
    dtypes: .regions,
    kernel: "roiAlign",
    scratch: [.samples],
    gradient: .writtenOut,
    method: .generated("roiAlign(_:boxesNum:pooledHeight:pooledWidth:spatialScale:samplingRatio:aligned:)"),
    paddle: [
      ForeignCall(
        ["paddle.vision.ops.roi_align"],
        "x: x, boxes: boxes, boxes_num: boxes_num, output_size: pooled_height by pair, spatial_scale=1.0: spatial_scale, sampling_ratio=-1: sampling_ratio, aligned=True: aligned"),
    ])

  static let maxPool2d = OpSchema(
    "max_pool2d",
    documentation: "The largest element of each window over the last two dims, and its place in the flattened plane.",
    kind: .sampling,
    inputs: ["x"],
    outputs: ["out", "indices"],
    attributes: [
      Attribute("kernel_size", .ints, .refused),
      Attribute("strides", .ints, .value(.ints([]))),
      Attribute("paddings", .ints, .value(.ints([0, 0]))),
      Attribute("dilations", .ints, .value(.ints([1, 1]))),
      Attribute("ceil_mode", .bool, .value(.bool(false))),
    ],
    rule: "Pool2d",
    dtypes: .maxima,
    kernel: "maxPool2d",
    gradient: .formula,
    method: .generated("maxPool2d(kernelSize:strides:paddings:dilations:ceilMode:)"),
    knownAs: ["max_pool2d_with_index"],
    pytorch: [
      ForeignCall(
        ["aten.max_pool2d.default", "torch.max_pool2d", "torch.nn.functional.max_pool2d"],
        "self: x, kernel_size: kernel_size by list, stride=[]: strides by list, padding=0: paddings by list, dilation=1: dilations by list, ceil_mode=False: ceil_mode",
        results: ["out"]),
      ForeignCall(
        ["aten.max_pool2d_with_indices.default"],
        "self: x, kernel_size: kernel_size by list, stride=[]: strides by list, padding=0: paddings by list, dilation=1: dilations by list, ceil_mode=False: ceil_mode"),
    ])

  static let avgPool2d = OpSchema(
    "avg_pool2d",
    documentation: "The mean of each window over the last two dims.",
    kind: .sampling,
    inputs: ["x"],
    attributes: [
      Attribute("kernel_size", .ints, .refused),
      Attribute("strides", .ints, .value(.ints([]))),
      Attribute("paddings", .ints, .value(.ints([0, 0]))),
      Attribute("ceil_mode", .bool, .value(.bool(false))),
      Attribute("count_include_pad", .bool, .value(.bool(true))),
      Attribute("divisor_override", .int, .means("the number of elements, see count_include_pad")),
    ],
    rule: "Pool2d",
    dtypes: .floats,
    kernel: "avgPool2d",
    gradient: .formula,
    method: .generated("avgPool2d(kernelSize:strides:paddings:ceilMode:countIncludePad:divisorOverride:)"),
    pytorch: [
      ForeignCall(
        ["aten.avg_pool2d.default", "torch.nn.functional.avg_pool2d"],
        "self: x, kernel_size: kernel_size by list, stride=[]: strides by list, padding=0: paddings by list, ceil_mode=False: ceil_mode, count_include_pad=True: count_include_pad, divisor_override=None: divisor_override"),
    ])

  static let adaptiveMaxPool2d = OpSchema(
    "adaptive_max_pool2d",
    documentation: "The largest element of each of output_size bins over the last two dims, and its place in the flattened plane.",
    kind: .sampling,
    inputs: ["x"],
    outputs: ["out", "indices"],
    attributes: [
      Attribute("output_size", .ints, .refused),
    ],
    rule: "Pool2d",
    dtypes: .maxima,
    kernel: "adaptiveMaxPool2d",
    gradient: .formula,
    method: .generated("adaptiveMaxPool2d(outputSize:)"),
    pytorch: [
      ForeignCall(
        ["aten.adaptive_max_pool2d.default", "torch.nn.functional.adaptive_max_pool2d"],
        "self: x, output_size: output_size by list"),
    ])

  static let adaptiveAvgPool2d = OpSchema(
    "adaptive_avg_pool2d",
    documentation: "The mean of each of output_size bins over the last two dims.",
    kind: .sampling,
    inputs: ["x"],
    attributes: [
      Attribute("output_size", .ints, .refused),
    ],
    rule: "Pool2d",
    dtypes: .floats,
    kernel: "adaptiveAvgPool2d",
    gradient: .formula,
    method: .generated("adaptiveAvgPool2d(outputSize:)"),
    pytorch: [
      ForeignCall(
        ["aten.adaptive_avg_pool2d.default", "aten._adaptive_avg_pool2d.default", "torch.nn.functional.adaptive_avg_pool2d"],
        "self: x, output_size: output_size by list"),
    ])
}
