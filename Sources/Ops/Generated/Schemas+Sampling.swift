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
        "x: x, boxes: boxes, boxes_num: boxes_num, output_size: pooled_height by pair, spatial_scale=1.0: spatial_scale, sampling_ratio=-1: sampling_ratio, aligned=True: aligned"),
    ])
}
