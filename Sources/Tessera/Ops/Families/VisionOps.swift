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

/// Pooling over the last two dims.
extension Kernel {
  static let maxPool2d = Kernel { call in
    let (rows, columns) = call.poolWindows(dilations: call.pair("dilations"))
    let (values, places) = call.tensor(0).maxPool(rows, columns)
    return [values, places]
  }

  static let avgPool2d = Kernel(check: { call in
    if call.has(attribute: "divisor_override"), call.int("divisor_override") == 0 {
      throw TesseraError(.usage, "\(call.op): attribute 'divisor_override' must not be 0")
    }
  }) { call in
    let (rows, columns) = call.poolWindows(dilations: [1, 1])
    return [
      call.tensor(0).averagePool(
        rows, columns, countsPadding: call.bool("count_include_pad"),
        divisor: call.has(attribute: "divisor_override") ? call.int("divisor_override") : nil)
    ]
  }

  static let adaptiveMaxPool2d = Kernel { call in
    let (rows, columns) = call.adaptiveWindows
    let (values, places) = call.tensor(0).maxPool(rows, columns)
    return [values, places]
  }

  static let adaptiveAvgPool2d = Kernel { call in
    let (rows, columns) = call.adaptiveWindows
    return [call.tensor(0).averagePool(rows, columns)]
  }
}

extension LocalCall {
  /// Two numbers, for which one may stand.
  fileprivate func pair(_ name: String) -> [Int] {
    let given = ints(name)
    return given.count == 1 ? [given[0], given[0]] : given
  }

  fileprivate func poolWindows(dilations: [Int]) -> (PoolWindow, PoolWindow) {
    let (kernel, paddings) = (pair("kernel_size"), pair("paddings"))
    let strides = ints("strides").isEmpty ? kernel : pair("strides")
    let windows = tensor(0).shape.suffix(2).enumerated().map { dim, size in
      PoolWindow(
        size: size, kernel: kernel[dim], stride: strides[dim], padding: paddings[dim],
        dilation: dilations[dim], ceil: bool("ceil_mode"))
    }
    return (windows[0], windows[1])
  }

  fileprivate var adaptiveWindows: (PoolWindow, PoolWindow) {
    let windows = zip(tensor(0).shape.suffix(2), pair("output_size")).map {
      PoolWindow(size: $0, adaptedTo: $1)
    }
    return (windows[0], windows[1])
  }
}
