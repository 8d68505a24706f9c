import Elements
import Programs

extension Compositions {
  /// Images in other sizes, and their windows side by side.
  static let resampling: [String: Composition] = [
    "aten.upsample_nearest1d.vec": nearest,
    "aten.upsample_nearest1d.default": nearest,
    "aten.upsample_nearest2d.vec": nearest,
    "aten.upsample_nearest2d.default": nearest,
    "aten.upsample_nearest3d.vec": nearest,
    "aten.upsample_nearest3d.default": nearest,
    "aten.upsample_linear1d.vec": linear,
    "aten.upsample_linear1d.default": linear,
    "aten.upsample_bilinear2d.vec": linear,
    "aten.upsample_bilinear2d.default": linear,
    "aten.upsample_trilinear3d.vec": linear,
    "aten.upsample_bicubic2d.vec": cubic,
    "aten.upsample_bicubic2d.default": cubic,
    "aten._upsample_nearest_exact1d.vec": nearest,
    "aten._upsample_nearest_exact1d.default": nearest,
    "aten._upsample_nearest_exact2d.vec": nearest,
    "aten._upsample_nearest_exact2d.default": nearest,
    "aten._upsample_nearest_exact3d.vec": nearest,
    "aten.im2col.default": { [try columns($0)] },
  ]

  private static func source(_ call: CompositionCall) throws -> Value {
    try call.tensor(call.optionalTensor("input") != nil ? "input" : "self")
  }

  /// The scale factor that is given for a dim; nil where the size is.
  private static func factor(_ call: CompositionCall, _ dim: Int) -> Double? {
    if case .doubles(let factors)? = call.arguments["scale_factors"], dim < factors.count {
      return factors[dim]
    }
    // The form without lists has an argument for each dim.
    let names = dim == 0 ? ["scales", "scales_h"] : ["scales_w"]
    return names.lazy.compactMap { call.arguments[$0]?.number }.first
  }

  /// The ratio of source pixels to result pixels: by the scale factor, else by the sizes.
  private static func ratio(_ call: CompositionCall, _ dim: Int, _ from: Int, _ to: Int) -> Double {
    factor(call, dim).map { 1 / $0 } ?? Double(from) / Double(to)
  }

  /// The same where the centres of the outermost pixels may lie on each other.
  private static func ratio(
    _ call: CompositionCall, _ dim: Int, _ from: Int, _ to: Int, isAligned: Bool
  ) -> Double {
    guard isAligned else { return ratio(call, dim, from, to) }
    return to > 1 ? Double(from - 1) / Double(to - 1) : 0
  }

  /// Each pixel of the result is one of the source.
  @Sendable private static func nearest(_ call: CompositionCall) throws -> [Value] {
    guard let wanted = call.expected?.shape else { throw Mismatch("its shape is not known") }
    var x = try source(call)
    for dim in 2..<x.shape.count {
      let (from, to) = (x.shape[dim], wanted[dim])
      let places = try nearestPlaces(call, dim, of: x, to)
      if places.elementsEqual(0..<from) { continue }
      let times = from > 0 ? to / from : 0
      if times > 0, places.elementsEqual((0..<times * from).lazy.map { $0 / times }) {
        x = try call.op("repeat_interleave", x, with: ["repeats": .int(times), "axis": .int(dim)])
      } else {
        x = try select(call, x, dim, places.map(Double.init))
      }
    }
    return [x]
  }

  /// Row i is row floor(i * ratio) of the source, computed with PyTorch's precision: in the tensor's dtype, but in float32
  /// for two-dimensional images whose size is given. These copy rows of equal and doubled sizes without computing.
  private static func nearestPlaces(_ call: CompositionCall, _ dim: Int, of x: Value, _ to: Int)
    throws -> [Int]
  {
    let from = x.shape[dim]
    let ratio = ratio(call, dim - 2, from, to)
    guard from > 0, ratio >= 0, Float(ratio).isFinite else {
      throw Mismatch("\(to) pixels of \(from), \(ratio) apart")
    }
    // nearest-exact starts from the centres of pixels.
    let isExact = call.name.contains("exact")
    let isImage = x.shape.count == 4
    let isSingle = x.dtype != .float64 || isImage && factor(call, dim - 2) == nil
    let isPlain = isImage && !isExact && to % from == 0 && to / from <= 2
    let middle: Double = isExact ? 0.5 : 0
    return try countedPlaces(to).map { index in
      if isPlain { return index / (to / from) }
      var place =
        isSingle
        ? (Float(index) + Float(middle)) * Float(ratio) : Float((Double(index) + middle) * ratio)
      if isExact, isSingle, !isImage {
        // The centre of the source pixel, rounded once, and half a pixel more.
        place = Float((Double(index) + middle) * Double(Float(ratio)) - 0.5) + 0.5
      }
      return Int(min(Double(place), Double(from - 1)))
    }
  }

  /// Each pixel of the result lies between two of the source in each dim.
  @Sendable private static func linear(_ call: CompositionCall) throws -> [Value] {
    guard let wanted = call.expected?.shape else { throw Mismatch("its shape is not known") }
    let isAligned = call.bool("align_corners", default: false)
    var x = try source(call)
    for dim in 2..<x.shape.count {
      let (from, to) = (x.shape[dim], wanted[dim])
      let ratio = ratio(call, dim - 2, from, to, isAligned: isAligned)
      if from == to, ratio == 1 { continue }
      let places = try countedPlaces(to).map { index in
        isAligned ? Double(index) * ratio : max(0, (Double(index) + 0.5) * ratio - 0.5)
      }
      let low = places.map { min($0.rounded(.down), Double(from - 1)) }
      let high = low.map { min($0 + 1, Double(from - 1)) }
      var shape = [Int](repeating: 1, count: x.shape.count)
      shape[dim] = to
      let part = try call.recorder.constant(
        zip(places, low).map { $0 - $1 }, shape: shape, dtype: x.dtype)
      x = try select(call, x, dim, low) * (1.0 - part) + select(call, x, dim, high) * part
    }
    return [x]
  }

  /// Each pixel of the result is of four of the source in each dim, by Keys' cubic convolution with a = -0.75.
  @Sendable private static func cubic(_ call: CompositionCall) throws -> [Value] {
    guard let wanted = call.expected?.shape else { throw Mismatch("its shape is not known") }
    let isAligned = call.bool("align_corners", default: false)
    var x = try source(call)
    func near(_ t: Double) -> Double { ((1.25 * t - 2.25) * t) * t + 1 }
    func far(_ t: Double) -> Double { ((-0.75 * t + 3.75) * t - 6) * t + 3 }
    for dim in 2..<x.shape.count {
      let (from, to) = (x.shape[dim], wanted[dim])
      let ratio = ratio(call, dim - 2, from, to, isAligned: isAligned)
      if from == to, ratio == 1 { continue }
      let places = try countedPlaces(to).map { index in
        isAligned ? Double(index) * ratio : (Double(index) + 0.5) * ratio - 0.5
      }
      let parts = places.map { $0 - $0.rounded(.down) }
      let weights = [
        parts.map { far($0 + 1) }, parts.map(near), parts.map { near(1 - $0) },
        parts.map { far(2 - $0) },
      ]
      var shape = [Int](repeating: 1, count: x.shape.count)
      shape[dim] = to
      var sum: Value?
      for (tap, numbers) in weights.enumerated() {
        let taken = try select(
          call, x, dim,
          places.map { min(max($0.rounded(.down) + Double(tap - 1), 0), Double(from - 1)) })
        let term = try taken * call.recorder.constant(numbers, shape: shape, dtype: x.dtype)
        sum = try sum.map { try $0 + term } ?? term
      }
      if let sum { x = sum }
    }
    return [x]
  }

  private static func select(_ call: CompositionCall, _ x: Value, _ dim: Int, _ places: [Double])
    throws -> Value
  {
    let index = try call.recorder.constant(places, shape: [places.count], dtype: .int64)
    return try call.op("index_select", x, index, with: ["axis": .int(dim)])
  }

  /// The windows of an image as columns: [n, channels * kernel, windows].
  private static func columns(_ call: CompositionCall) throws -> Value {
    var x = try call.tensor("self")
    guard x.shape.count == 4 else { throw Mismatch("an image of \(x.shape.count) dims") }
    let (kernel, step) = (
      try call.ints("kernel_size", count: 2), try call.ints("stride", count: 2)
    )
    let (dilation, padding) = (
      try call.ints("dilation", count: 2), try call.ints("padding", count: 2)
    )
    let numbers = Array(x.shape[2...]) + kernel + step + dilation + padding
    guard numbers.allSatisfy({ (0...1 << 24).contains($0) }), step.min() ?? 0 > 0 else {
      throw Mismatch("windows \(kernel), \(step) apart, of an image \(x.shape)")
    }
    if padding != [0, 0] {
      x = try call.op(
        "pad", x,
        with: ["paddings": .ints([0, 0, 0, 0, padding[0], padding[0], padding[1], padding[1]])])
    }
    let (rows, columns) = (x.shape[2], x.shape[3])
    let counts = [rows, columns].enumerated().map { dim, size in
      (size - dilation[dim] * (kernel[dim] - 1) - 1) / step[dim] + 1
    }
    _ = try countedPlaces(kernel[0], kernel[1], counts[0], counts[1])
    var places: [Double] = []
    for (i, j) in (0..<kernel[0]).flatMap({ i in (0..<kernel[1]).map { (i, $0) } }) {
      for (p, q) in (0..<counts[0]).flatMap({ p in (0..<counts[1]).map { (p, $0) } }) {
        let row = p * step[0] + i * dilation[0]
        places.append(Double(row * columns + q * step[1] + j * dilation[1]))
      }
    }
    let flat = try x.reshape([x.shape[0], x.shape[1], rows * columns])
    let taken = try select(call, flat, 2, places)
    return try taken.reshape([
      x.shape[0], x.shape[1] * kernel[0] * kernel[1], counts[0] * counts[1],
    ])
  }
}
