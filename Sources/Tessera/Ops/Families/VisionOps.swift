import SPMDRules
import Tensors

/// Regions of images. Without `boxes_num` there must be one image, of which all boxes are.
extension Kernel {
  static let roiAlign = Kernel(check: { call in
    let samples = call.int("sampling_ratio")
    guard samples <= 1 << 10 else {
      throw TesseraError(
        .usage, "\(call.op): attribute 'sampling_ratio' must be at most 1024, it is \(samples)")
    }
    guard call.isGiven(2) || call.shapes[0][0] == 1 || call.shapes[1][0] == 0 else {
      throw TesseraError(
        .usage,
        "\(call.op): boxes_num must be given for \(call.shapes[0][0]) images, it is missing")
    }
  }) { call in
    let (x, boxes) = (call.tensor(0), call.tensor(1).converted(to: call.dtypes[0].statistics))
    let counts =
      call.given(2)?.converted(to: .int64)
      ?? DenseTensor(
        [Int64](repeating: Int64(boxes.shape[0]), count: x.shape[0]), shape: [x.shape[0]])
    let numbers = counts.values(as: Int64.self)
    guard numbers.allSatisfy({ $0 >= 0 }), numbers.reduce(0, +) == boxes.shape[0] else {
      throw TesseraError(
        .data, "\(call.op): boxes_num must sum to the \(boxes.shape[0]) boxes, it is \(numbers)")
    }
    let scale = call.double("spatial_scale")
    let corners = boxes.converted(to: .float64).values(as: Double.self)
    if let corner = corners.first(where: { !(Swift.abs($0 * scale) < 1_000_000) }) {
      throw TesseraError(
        .data,
        "\(call.op): the boxes' corners in pixels must be within 1000000, one is \(corner * scale)")
    }
    return [
      x.roiAlign(
        boxes: boxes, counts: counts, height: call.int("pooled_height"),
        width: call.int("pooled_width"), scale: scale,
        samples: call.int("sampling_ratio"), isAligned: call.bool("aligned"))
    ]
  }
}
