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
    method: .generated("roiAlign(_:boxesNum:pooledHeight:pooledWidth:spatialScale:samplingRatio:aligned:)"),
    paddle: [
      ForeignCall(
        ["paddle.vision.ops.roi_align"],
        [
          ForeignCall.Argument("x", nil, .ours("x", by: nil)),
          ForeignCall.Argument("boxes", nil, .ours("boxes", by: nil)),
          ForeignCall.Argument("boxes_num", nil, .ours("boxes_num", by: nil)),
          ForeignCall.Argument("output_size", nil, .ours("pooled_height", by: .pair)),
          ForeignCall.Argument("spatial_scale", "1.0", .ours("spatial_scale", by: nil)),
          ForeignCall.Argument("sampling_ratio", "-1", .ours("sampling_ratio", by: nil)),
          ForeignCall.Argument("aligned", "True", .ours("aligned", by: nil)),
        ]),
    ])
}
