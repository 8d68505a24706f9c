import Elements
import Foundation
import Programs

extension OnnxOps {
  /// Images in other sizes.
  static let resampling: [String: Composition] = [
    "Resize": { [try resized($0)] },
    "GridSample": { call in
      func code(_ name: String, _ words: [String: Int], _ fallback: String) throws
        -> ImportedArgument
      {
        let word = call.text(name, default: fallback)
        guard let code = words[word] else { throw Mismatch("\(name) is '\(word)'") }
        return .int(code)
      }
      return try call.aten(
        "grid_sampler.default",
        [
          "input": .tensor(call.tensor(0)), "grid": .tensor(call.tensor(1)),
          "interpolation_mode": code("mode", ["bilinear": 0, "linear": 0, "nearest": 1], "linear"),
          "padding_mode": code(
            "padding_mode", ["zeros": 0, "border": 1, "reflection": 2], "zeros"),
          "align_corners": .bool(call.int("align_corners", default: 0) == 1),
        ])
    },
  ]

  private static func resized(_ call: OnnxCall) throws -> Value {
    var x = try call.tensor(0)
    try call.require("antialias", is: 0)
    let axes =
      try call.optionalInts("axes")?.map { try call.place($0, of: x) } ?? Array(x.shape.indices)
    let (wanted, scales) = try sizes(call, x, axes)
    let mode = call.text("mode", default: "nearest")
    guard mode == "nearest" || mode == "linear" else { throw Mismatch("mode is '\(mode)'") }
    for (number, dim) in axes.enumerated() where wanted[number] != x.shape[dim] {
      let line = try Line(
        call.text("coordinate_transformation_mode", default: "half_pixel"), from: x.shape[dim],
        to: wanted[number], scale: scales[number])
      x =
        try mode == "nearest"
        ? nearest(call, x, dim, line) : linear(call, x, dim, line)
    }
    return x
  }

  /// The sizes of the result, and by which factors they are larger.
  private static func sizes(_ call: OnnxCall, _ x: Value, _ axes: [Int]) throws -> ([Int], [Double])
  {
    if call.isGiven(3) {
      try call.require("keep_aspect_ratio_policy", is: "stretch")
      let sizes = try call.ints(3, "sizes")
      guard sizes.count == axes.count, sizes.allSatisfy({ $0 > 0 }) else {
        throw Mismatch("sizes \(sizes) for \(axes.count) dims")
      }
      return (sizes, zip(sizes, axes).map { Double($0) / Double(x.shape[$1]) })
    }
    let scales = try call.numbers(2, "scales").doubles
    guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0 < 0x1p20 }) else {
      throw Mismatch("scales \(scales) for \(axes.count) dims")
    }
    return (zip(axes, scales).map { Int((Double(x.shape[$0]) * $1).rounded(.down)) }, scales)
  }

  /// Where each element of a result lies among those of the source.
  private struct Line {
    let size: Int
    let places: [Double]

    init(_ mode: String, from: Int, to: Int, scale: Double) throws {
      size = from
      // In float32, as onnxruntime counts: where a place falls on an edge, the digits decide.
      let (whole, from, scale) = (Float(to), Float(from), Float(scale))
      places = try countedPlaces(to).map { index in
        let index = Float(index)
        let place: Float =
          switch mode {
          case "half_pixel": (index + 0.5) / scale - 0.5
          case "pytorch_half_pixel": to > 1 ? (index + 0.5) / scale - 0.5 : 0
          case "asymmetric": index / scale
          case "align_corners": to > 1 ? index * (from - 1) / (whole - 1) : 0
          case "half_pixel_symmetric":
            // The middles of both lie on each other.
            from / 2 * (1 - whole / (scale * from)) + (index + 0.5) / scale - 0.5
          default: throw Mismatch("coordinate_transformation_mode is '\(mode)'")
          }
        return Double(place)
      }
    }

    func bound(_ place: Double) -> Int {
      place.isNaN ? 0 : Int(min(max(place, 0), Double(size - 1)))
    }
  }

  private static func nearest(_ call: OnnxCall, _ x: Value, _ dim: Int, _ line: Line) throws
    -> Value
  {
    let mode = call.text("nearest_mode", default: "round_prefer_floor")
    let chosen = try line.places.map { place in
      let rounded =
        switch mode {
        case "round_prefer_floor": (place - 0.5).rounded(.up)
        case "round_prefer_ceil": (place + 0.5).rounded(.down)
        case "floor": place.rounded(.down)
        case "ceil": place.rounded(.up)
        default: throw Mismatch("nearest_mode is '\(mode)'")
        }
      return line.bound(rounded)
    }
    let factor = line.size > 0 ? chosen.count / line.size : 0
    if factor > 0, chosen == (0..<line.size * factor).map({ $0 / factor }) {
      return try call.op(
        "repeat_interleave", x, with: ["repeats": .int(factor), "axis": .int(dim)])
    }
    return try call.op("index_select", x, call.indices(chosen), with: ["axis": .int(dim)])
  }

  private static func linear(_ call: OnnxCall, _ x: Value, _ dim: Int, _ line: Line) throws
    -> Value
  {
    let low = line.places.map { $0.rounded(.down) }
    var shape = x.shape.map { _ in 1 }
    shape[dim] = low.count
    let part = try call.constant(
      zip(line.places, low).map { $0 - $1 }, shape: shape, dtype: x.dtype)
    func select(_ list: [Double]) throws -> Value {
      try call.op(
        "index_select", x, call.indices(list.map(line.bound)), with: ["axis": .int(dim)])
    }
    return try select(low) * (1.0 - part) + select(low.map { $0 + 1 }) * part
  }
}
