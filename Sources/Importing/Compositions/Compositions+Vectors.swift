import Elements
import Programs

extension Compositions {
  /// Lengths and angles of vectors.
  static let vectors: [String: Composition] = [
    "aten.atan2.default": { [try atan2($0)] },
    "aten.hypot.default": { [try length($0)] },
    "aten.polar.default": { call in
      let (length, angle) = (try call.tensor("abs"), try call.tensor("angle"))
      let pair = [try length * call.op("cos", angle), try length * call.op("sin", angle)]
      return [
        try call.op(
          "view_as_complex", call.op("stack", list: pair, with: ["axis": .int(angle.shape.count)]))
      ]
    },
    "aten.cosine_similarity.default": { call in
      let (x, y) = (try call.tensor("x1"), try call.tensor("x2"))
      let axis = AttributeValue.ints([try call.int("dim", default: 1)])
      let epsilon = try call.number("eps", default: 1e-8)
      func length(_ value: Value) throws -> Value {
        try call.op(
          "clip", call.root(call.op("sum", value * value, with: ["axis": axis])),
          with: ["min": .double(epsilon)])
      }
      return [try call.op("sum", x * y, with: ["axis": axis]) / (length(x) * length(y))]
    },
  ]

  /// The length of the vector (self, other).
  private static func length(_ call: CompositionCall) throws -> Value {
    let given = [try call.tensor("self"), try call.tensor("other")]
    guard let dtype = call.expected?.dtype ?? DType.promoted(given.map(\.dtype)) else {
      throw Mismatch("these dtypes")
    }
    // No square of a narrower float overflows in float64.
    var sides = try given.map { try $0.dtype == .float64 ? $0 : $0.cast(.float64) }
    let longest = try call.op("fmax", call.op("abs", sides[0]), call.op("abs", sides[1]))
    var unit: Value?
    if dtype == .float64 {
      // A power of 2, which rounds nothing.
      let one = try call.scalar(1, like: longest)
      let small = try call.op(
        "where", longest .< 0x1p-500, call.scalar(0x1p-600, like: longest), one)
      unit = try call.op(
        "where", longest .> 0x1p500, call.scalar(0x1p600, like: longest), small)
    }
    if let unit { sides = try sides.map { try $0 / unit } }
    var length = try call.op("sqrt", sides[0] * sides[0] + sides[1] * sides[1])
    if let unit { length = try length * unit }
    // Infinity beside NaN is infinity.
    let isEndless = try (longest .== Double.infinity) .& call.op("isnan", length)
    length = try call.op("where", isEndless, call.scalar(.infinity, like: length), length)
    return try dtype == .float64 ? length : length.cast(dtype)
  }

  /// The angle of the point (other, self).
  private static func atan2(_ call: CompositionCall) throws -> Value {
    try angle(of: call.tensor("other"), call.tensor("self"), call)
  }

  /// The angle of the point (x, y): of the two quotients the one that is 1 at most, so that slopes are finite too.
  static func angle(of x: Value, _ y: Value, _ call: CompositionCall) throws -> Value {
    let isSteep = try call.op("abs", y) .> call.op("abs", x)
    // At the origin it has no slope.
    let y = try call.op("where", (x .== 0) .& (y .== 0), call.op("detach", y), y)
    let one = try call.scalar(1, like: x)
    // Nothing is divided by zero.
    let right = try call.op("where", isSteep .| (x .== 0), one, x)
    let flat = try call.op("atan", y / right)
    // Zeros have signs, too.
    func isBelow(_ value: Value) throws -> Value {
      try call.call("aten.signbit.default", ["self": .tensor(value), "other": nil])[0]
    }
    let half = try call.op(
      "where", isBelow(y), call.scalar(-Double.pi, like: x), call.scalar(.pi, like: x))
    let beside = try call.op("where", isBelow(x), flat + half, flat)
    let above = try call.op("where", isSteep, y, one)
    let steep = try half * 0.5 - call.op("atan", x / above)
    return try call.op("where", isSteep, steep, beside)
  }
}
