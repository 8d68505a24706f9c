import Programs

/// Where the elements of a resized dim lie among those of the source, and which of these each one is a sum of.
struct OnnxLine {
  /// The source's size.
  private let size: Int
  /// By how much the result is larger.
  private let scale: Double
  private let places: [Double]

  /// - Parameter part: the start and the end of the part of the source that is taken, where the mode crops.
  init(
    _ mode: String, from: Int, to: Int, scale: Double, part: (start: Double, end: Double)?
  ) throws {
    (size, self.scale) = (from, scale)
    // In float32, as onnxruntime counts: where a place falls on an edge, the digits decide.
    let (whole, from, scale) = (Float(to), Float(from), Float(scale))
    places = try countedPlaces(to).map { index in
      let index = Float(index)
      let place: Float
      switch mode {
      case "half_pixel": place = (index + 0.5) / scale - 0.5
      case "pytorch_half_pixel": place = to > 1 ? (index + 0.5) / scale - 0.5 : 0
      case "asymmetric": place = index / scale
      case "align_corners": place = to > 1 ? index * (from - 1) / (whole - 1) : 0
      case "half_pixel_symmetric":
        // The middles of both lie on each other.
        place = from / 2 * (1 - whole / (scale * from)) + (index + 0.5) / scale - 0.5
      case "tf_crop_and_resize":
        guard let part else { throw Mismatch("roi is required") }
        let (start, end) = (Float(part.start), Float(part.end))
        place =
          to > 1
          ? start * (from - 1) + index * (end - start) * (from - 1) / (whole - 1)
          : (start + end) / 2 * (from - 1)
      default: throw Mismatch("coordinate_transformation_mode is '\(mode)'")
      }
      guard place.isFinite, abs(place) < 0x1p30 else { throw Mismatch("places far from the image") }
      return Double(place)
    }
  }

  /// Within the source.
  private func bound(_ place: Double) -> Int { Int(min(max(place, 0), Double(max(0, size - 1)))) }

  /// Which elements of the result lie beyond the source.
  var beyond: [Bool] { places.map { $0 < 0 || $0 > Double(size - 1) } }

  /// The nearest element of the source for each of the result.
  func nearest(_ mode: String) throws -> [Int] {
    try places.map { place in
      switch mode {
      case "round_prefer_floor": bound((place - 0.5).rounded(.up))
      case "round_prefer_ceil": bound((place + 0.5).rounded(.down))
      case "floor": bound(place.rounded(.down))
      case "ceil": bound(place.rounded(.up))
      default: throw Mismatch("nearest_mode is '\(mode)'")
      }
    }
  }

  /// The terms of which each element of the result is the sum: for each term, by element, the place in the source and its
  /// factor.
  ///
  /// - Parameters:
  ///   - reach: 1 of straight lines, 2 of cubic curves.
  ///   - bend: the number that a cubic curve has.
  ///   - isSmoothed: whether a smaller result takes as much more of the source as it is smaller.
  ///   - excludesOutside: whether places beyond the source count for nothing, instead of repeating the source's edge.
  func taps(reach: Int, bend: Double, isSmoothed: Bool, excludesOutside: Bool) throws -> [(
    places: [Int], factors: [Double]
  )] {
    let scale = isSmoothed ? min(1, scale) : 1
    let first = 1 - (Double(reach) / scale).rounded(.up)
    guard first > -0x1p24 else { throw Mismatch("a factor of \(scale)") }
    let steps = try countedPlaces(Int(2 - 2 * first), places.count).count / max(1, places.count)
    var taps = (0..<steps).map { _ in (places: [Int](), factors: [Double]()) }
    for place in places {
      let low = place.rounded(.down)
      var factors = (0..<steps).map { step in
        let distance = abs(first + Double(step) - (place - low)) * scale
        let at = low + first + Double(step)
        if excludesOutside, at < 0 || at > Double(size - 1) { return 0.0 }
        return reach == 1 ? max(0, 1 - distance) : Self.cubic(distance, bend)
      }
      let sum = factors.reduce(0, +)
      if excludesOutside || scale < 1 { factors = factors.map { $0 / sum } }
      for step in 0..<steps {
        taps[step].places.append(bound(low + first + Double(step)))
        taps[step].factors.append(factors[step])
      }
    }
    return taps
  }

  /// Source: Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981.
  private static func cubic(_ x: Double, _ a: Double) -> Double {
    switch x {
    case ...1: ((a + 2) * x - (a + 3)) * x * x + 1
    case ..<2: ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    default: 0
    }
  }
}
