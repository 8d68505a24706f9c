import Elements
import Programs

/// Samples images between pixels. Positions are one tensor of shape [n, 1, samples] for each dim, from the image's last dim
/// to its first. Samples have the shape [n, channels, samples].
struct ImageSampler {
  private let call: CompositionCall
  /// The pixels of each channel in a row.
  private let pixels: Value
  let lines: [SampledLine]

  /// - Parameters:
  ///   - images: [n, channels, sizes…].
  ///   - padding: 0 where zeros stand outside, 1 where the edge does, 2 where the image is mirrored.
  ///   - isAligned: whether -1 and 1 are the middles of the outermost pixels, not their edges.
  init(_ images: Value, padding: Int, isAligned: Bool, _ call: CompositionCall) throws {
    guard (0...2).contains(padding) else { throw Mismatch("argument padding_mode is \(padding)") }
    let sizes = images.shape.dropFirst(2)
    self.call = call
    pixels = try images.reshape(images.shape[..<2] + [sizes.reduce(1, *)])
    lines = sizes.reversed().map {
      SampledLine(call: call, size: $0, isAligned: isAligned, padding: padding)
    }
  }

  /// Linear interpolation between the two nearest pixels of each dim.
  func linear(_ places: [Value]) throws -> Value {
    try weighted(
      zip(lines, places).map { line, given in
        let place = try line.inside(given)
        let low = try call.op("floor", place)
        return [(low, try 1.0 - (place - low)), (try low + 1.0, try place - low)]
      })
  }

  /// The nearest pixels.
  func nearest(_ places: [Value]) throws -> Value {
    try taken(zip(lines, places).map { line, place in try call.op("round", line.inside(place)) })
  }

  /// Cubic interpolation between four pixels of each dim: R. Keys, "Cubic convolution interpolation for digital image
  /// processing", 1981, with a = -0.75.
  func cubic(_ places: [Value]) throws -> Value {
    func near(_ t: Value) throws -> Value { try (t * 1.25 - 2.25) * t * t + 1.0 }
    func far(_ t: Value) throws -> Value { try ((t * -0.75 + 3.75) * t - 6.0) * t + 3.0 }
    return try weighted(
      zip(lines, places).map { line, place in
        let low = try call.op("floor", place)
        let part = try place - low
        let weights = try [far(part + 1.0), near(part), near(1.0 - part), far(2.0 - part)]
        return try weights.enumerated().map { tap, weight in
          (try line.inside(low + Double(tap - 1)), weight)
        }
      })
  }

  /// The sum of the pixels at all combinations of the taps, each times the product of its weights.
  private func weighted(_ dims: [[(place: Value, weight: Value)]]) throws -> Value {
    var corners: [(places: [Value], weight: Value?)] = [([], nil)]
    for taps in dims {
      corners = try corners.flatMap { corner in
        try taps.map { tap in
          (corner.places + [tap.place], try corner.weight.map { try $0 * tap.weight } ?? tap.weight)
        }
      }
    }
    let terms = try corners.map { corner in
      let numbers = try taken(corner.places)
      return try corner.weight.map { try numbers * $0 } ?? numbers
    }
    return try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }
  }

  /// The pixels at whole places; zeros outside, where zeros stand there.
  private func taken(_ places: [Value]) throws -> Value {
    var index: Value?
    for (line, place) in zip(lines, places).reversed() {
      let own = try line.bounded(place).cast(.int64)
      index = try index.map { try $0 * line.size + own } ?? own
    }
    guard let index else { throw Mismatch("an image without dims") }
    let each = try index.expand(pixels.shape[..<2] + [index.shape[2]])
    let numbers = try call.op("take_along_axis", pixels, each, with: ["axis": .int(2)])
    guard lines[0].padding == 0 else { return numbers }
    let isIn = try zip(lines, places).map { line, place in try line.holds(place) }
    return try numbers * isIn.dropFirst().reduce(isIn[0]) { try $0 * $1 }
  }
}

/// How places are counted along one dim of an image.
struct SampledLine {
  let call: CompositionCall
  let size: Int
  let isAligned: Bool
  /// 0 where nothing stands outside, 1 where the edge does, 2 where the image is mirrored.
  let padding: Int

  /// The place of which -1 is the first edge of the image, and 1 the last.
  func place(_ x: Value) throws -> Value {
    let extent = Double(size)
    return try isAligned ? (x + 1.0) * ((extent - 1) / 2) : ((x + 1.0) * extent - 1.0) * 0.5
  }

  /// The place in the image that has what stands at a place outside.
  func inside(_ x: Value) throws -> Value {
    let extent = Double(size)
    return switch padding {
    case 0: x
    case 1: try bounded(x)
    default:
      try bounded(isAligned ? mirrored(x, 0, extent - 1) : mirrored(x, -0.5, extent - 0.5))
    }
  }

  func bounded(_ x: Value) throws -> Value {
    try call.op("clip", x, with: ["min": .double(0), "max": .double(Double(size - 1))])
  }

  /// Reflected at both ends, as often as needed.
  private func mirrored(_ x: Value, _ low: Double, _ high: Double) throws -> Value {
    let span = high - low
    guard span > 0 else { return try x * 0.0 }
    let distance = try call.op("abs", x - low)
    let rest = try distance % (2 * span)
    return try call.op("where", rest .> span, 2 * span - rest, rest) + low
  }

  /// 1 where a place is one of the image, else 0.
  func holds(_ x: Value) throws -> Value {
    try call.op("logical_and", x .>= 0.0, x .<= Double(size - 1)).cast(x.dtype)
  }
}
