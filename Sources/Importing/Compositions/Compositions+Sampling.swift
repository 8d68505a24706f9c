import Elements
import Programs

extension Compositions {
  /// Images at places that a tensor says.
  static let sampling: [String: Composition] = [
    "aten.grid_sampler.default": { [try sampled($0)] },
    "aten.grid_sampler_2d.default": { [try sampled($0)] },
  ]

  /// How places are counted along one dim of an image.
  private struct Line {
    let call: CompositionCall
    let size: Int
    let isAligned: Bool
    /// 0 where nothing stands outside, 1 where the edge does, 2 where the image is mirrored.
    let padding: Int

    /// The place of which -1 is the first edge of the image, and 1 the last.
    func place(_ x: Value) throws -> Value {
      let extent = Double(size)
      let counted =
        try isAligned ? (x + 1.0) * ((extent - 1) / 2) : ((x + 1.0) * extent - 1.0) * 0.5
      switch padding {
      case 0: return counted
      case 1: return try bounded(counted)
      case 2:
        return try bounded(
          isAligned ? mirrored(counted, 0, extent - 1) : mirrored(counted, -0.5, extent - 0.5))
      default: throw Mismatch("argument padding_mode is \(padding)")
      }
    }

    func bounded(_ x: Value) throws -> Value {
      try call.op("clip", x, with: ["min": .double(0), "max": .double(Double(size - 1))])
    }

    /// Thrown back at both ends, as often as it takes.
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

  private static func sampled(_ call: CompositionCall) throws -> Value {
    let (image, grid) = (try call.tensor("input"), try call.tensor("grid"))
    guard image.shape.count == 4, grid.shape.count == 4 else {
      throw Mismatch("an image of \(image.shape.count) dims")
    }
    let (n, c, h, w) = (image.shape[0], image.shape[1], image.shape[2], image.shape[3])
    let (rows, columns) = (grid.shape[1], grid.shape[2])
    let (padding, isAligned) = (
      try call.int("padding_mode"), call.bool("align_corners", default: false)
    )
    let lines = [w, h].map {
      Line(call: call, size: $0, isAligned: isAligned, padding: padding)
    }
    // Column, then row.
    let places = try lines.indices.map { dim in
      try lines[dim].place(
        call.range(grid, along: 3, dim, dim + 1).reshape([n, 1, rows * columns]))
    }
    let flat = try image.reshape([n, c, h * w])
    func taken(_ x: Value, _ y: Value) throws -> Value {
      let index = try lines[1].bounded(y).cast(.int64) * w + lines[0].bounded(x).cast(.int64)
      let each = try index.expand([n, c, rows * columns])
      let values = try call.op("take_along_axis", flat, each, with: ["axis": .int(2)])
      return try padding == 0 ? values * (lines[0].holds(x) * lines[1].holds(y)) : values
    }
    let result: Value
    switch try call.int("interpolation_mode") {
    case 0:
      let low = try places.map { try call.op("floor", $0) }
      let parts = try zip(places, low).map { try $0 - $1 }
      var sum: Value?
      for (right, down) in [(false, false), (true, false), (false, true), (true, true)] {
        let (x, y) = (
          try right ? low[0] + 1.0 : low[0], try down ? low[1] + 1.0 : low[1]
        )
        let weight =
          try (right ? parts[0] : 1.0 - parts[0]) * (down ? parts[1] : 1.0 - parts[1])
        let term = try taken(x, y) * weight
        sum = try sum.map { try $0 + term } ?? term
      }
      guard let sum else { throw Mismatch("no corner") }
      result = sum
    case 1: result = try taken(call.op("round", places[0]), call.op("round", places[1]))
    case let mode: throw Mismatch("argument interpolation_mode is \(mode)")
    }
    return try result.reshape([n, c, rows, columns])
  }
}
