import Elements
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
    let axes =
      try call.optionalInts("axes")?.map { try call.place($0, of: x) } ?? Array(x.shape.indices)
    let (wanted, scales) = try sizes(call, x, axes)
    let mode = call.text("mode", default: "nearest")
    guard ["nearest", "linear", "cubic"].contains(mode) else { throw Mismatch("mode is '\(mode)'") }
    guard mode == "nearest" || x.dtype.isFloating else { throw Mismatch("\(mode) of integers") }
    let word = call.text("coordinate_transformation_mode", default: "half_pixel")
    let isCropped = word == "tf_crop_and_resize"
    let parts = isCropped ? try call.numbers(1, "roi").doubles : []
    guard !isCropped || parts.count == 2 * axes.count else {
      throw Mismatch("roi has \(parts.count) numbers for \(axes.count) dims")
    }
    var beyond: [(dim: Int, truths: [Bool])] = []
    for (number, dim) in axes.enumerated() {
      if !isCropped, wanted[number] == x.shape[dim], scales[number] == 1 { continue }
      let line = try OnnxLine(
        word, from: x.shape[dim], to: wanted[number], scale: scales[number],
        part: isCropped ? (parts[number], parts[axes.count + number]) : nil)
      if isCropped { beyond.append((dim, line.beyond)) }
      x = try mode == "nearest" ? nearest(call, x, dim, line) : summed(call, x, dim, line)
    }
    let outside = call.float("extrapolation_value", default: 0)
    for (dim, truths) in beyond where truths.contains(true) {
      let shape = x.shape.indices.map { $0 == dim ? truths.count : 1 }
      let isOutside = try call.constant(truths.map { $0 ? 1 : 0 }, shape: shape, dtype: .bool)
      x = try call.op("where", isOutside, call.scalar(outside, like: x), x)
    }
    return x
  }

  /// The sizes of the result, and by which factors they are larger.
  private static func sizes(_ call: OnnxCall, _ x: Value, _ axes: [Int]) throws -> ([Int], [Double])
  {
    if call.isGiven(3) {
      let sizes = try call.ints(3, "sizes")
      guard sizes.count == axes.count,
        zip(sizes, axes).allSatisfy({ (1..<1 << 31).contains($0) && x.shape[$1] > 0 })
      else { throw Mismatch("sizes \(sizes) for \(axes.count) dims") }
      let scales = zip(sizes, axes).map { Double($0) / Double(x.shape[$1]) }
      let policy = call.text("keep_aspect_ratio_policy", default: "stretch")
      if policy == "stretch" { return (sizes, scales) }
      let known = ["not_larger": scales.min() ?? 1, "not_smaller": scales.max() ?? 1]
      guard let scale = known[policy] else {
        throw Mismatch("keep_aspect_ratio_policy is '\(policy)'")
      }
      // One factor for all dims.
      return (
        try axes.map { try whole(Double(x.shape[$0]) * scale + 0.5) }, axes.map { _ in scale }
      )
    }
    let scales = try call.numbers(2, "scales").doubles
    guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0 < 0x1p20 }) else {
      throw Mismatch("scales \(scales) for \(axes.count) dims")
    }
    return (try zip(axes, scales).map { try whole(Double(x.shape[$0]) * $1) }, scales)
  }

  /// A size that is not too large.
  private static func whole(_ size: Double) throws -> Int {
    guard size < 0x1p31 else { throw Mismatch("a size of \(size)") }
    return Int(size.rounded(.down))
  }

  private static func nearest(_ call: OnnxCall, _ x: Value, _ dim: Int, _ line: OnnxLine) throws
    -> Value
  {
    let size = x.shape[dim]
    let chosen = try line.nearest(call.text("nearest_mode", default: "round_prefer_floor"))
    let factor = size > 0 ? chosen.count / size : 0
    if factor > 0, chosen == (0..<size * factor).map({ $0 / factor }) {
      return try call.op(
        "repeat_interleave", x, with: ["repeats": .int(factor), "axis": .int(dim)])
    }
    return try call.op("index_select", x, call.indices(chosen), with: ["axis": .int(dim)])
  }

  /// Sums of elements of the source, each times its factor.
  private static func summed(_ call: OnnxCall, _ x: Value, _ dim: Int, _ line: OnnxLine) throws
    -> Value
  {
    let taps = try line.taps(
      reach: call.text("mode", default: "nearest") == "cubic" ? 2 : 1,
      bend: call.float("cubic_coeff_a", default: -0.75),
      isSmoothed: call.int("antialias", default: 0) == 1,
      excludesOutside: call.int("exclude_outside", default: 0) == 1)
    var sum: Value?
    for (places, factors) in taps {
      let shape = x.shape.indices.map { $0 == dim ? factors.count : 1 }
      let chosen = try call.op(
        "index_select", x, call.indices(places), with: ["axis": .int(dim)])
      let part = try chosen * call.constant(factors, shape: shape, dtype: x.dtype)
      sum = try sum.map { try $0 + part } ?? part
    }
    guard let sum else { throw Mismatch("a dim of no elements") }
    return sum
  }
}
