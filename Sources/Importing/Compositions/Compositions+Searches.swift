import Elements
import Programs

extension Compositions {
  /// Places in sorted rows, and counts.
  static let searches: [String: Composition] = [
    "aten.searchsorted.Tensor": { call in
      try [counted(call, call.tensor("sorted_sequence"), call.tensor("self"))]
    },
    "aten.searchsorted.Scalar": { call in
      let (row, number) = try call.beside("self", call.tensor("sorted_sequence"))
      return try [counted(call, row, number)]
    },
    "aten.bucketize.Tensor": { call in
      try [counted(call, call.tensor("boundaries"), call.tensor("self"))]
    },
    "aten.bucketize.Scalar": { call in
      let (row, number) = try call.beside("self", call.tensor("boundaries"))
      return try [counted(call, row, number)]
    },
    "aten.isin.Tensor_Tensor": { call in
      let (x, tests) = (try call.tensor("elements"), try call.tensor("test_elements"))
      let flat = try tests.reshape([tests.shape.reduce(1, *)])
      return [
        try found(
          call,
          call.op("any", x.unsqueeze(x.shape.count) .== flat, with: ["axis": .ints([-1])]))
      ]
    },
    "aten.isin.Tensor_Scalar": { call in
      let (x, number) = try call.beside("test_element", call.tensor("elements"))
      return [try found(call, x .== number)]
    },
    "aten.isin.Scalar_Tensor": { call in
      let (tests, number) = try call.beside("element", call.tensor("test_elements"))
      return [try found(call, call.op("any", tests .== number))]
    },
    "aten.median.dim": { try middle($0, ignoresNaN: false) },
    "aten.median.default": { [try middle($0, ignoresNaN: false)[0]] },
    "aten.nanmedian.dim": { try middle($0, ignoresNaN: true) },
    "aten.nanmedian.default": { [try middle($0, ignoresNaN: true)[0]] },
    "aten.histc.default": { [try histogram($0)] },
  ]

  /// Which elements are found, or with `invert` which are not.
  private static func found(_ call: CompositionCall, _ isThere: Value) throws -> Value {
    try call.bool("invert", default: false) ? call.op("logical_not", isThere) : isThere
  }

  /// How many numbers of a sorted row are below each value, or not above it.
  private static func counted(_ call: CompositionCall, _ row: Value, _ values: Value) throws
    -> Value
  {
    let isRight =
      call.bool("right", default: false) || call.words("side", default: "left") == "right"
    let each = try values.unsqueeze(values.shape.count)
    // Rows of their own stand beside the values of theirs.
    let rows = try row.shape.count == 1 ? row : row.unsqueeze(row.shape.count - 1)
    var isBelow = try isRight ? rows .<= each : rows .< each
    // No number is greater than NaN.
    if each.dtype.isFloating { isBelow = try isBelow .| call.op("isnan", each) }
    let count = try call.op("sum", isBelow.cast(.int64), with: ["axis": .ints([-1])])
    return try call.bool("out_int32", default: false) ? count.cast(.int32) : count
  }

  /// The lower median of each row, and its index. A row with NaN gives its first NaN, unless NaN is ignored.
  private static func middle(_ call: CompositionCall, ignoresNaN: Bool) throws -> [Value] {
    let given = try call.tensor("self")
    let isWhole = call.arguments["dim"] == nil || given.shape.isEmpty
    let x = try isWhole ? given.reshape([given.shape.reduce(1, *)]) : given
    let dim = isWhole ? 0 : x.place(of: try call.int("dim"))
    let along: [String: AttributeValue] = ["axis": .int(dim)]
    // NaN stands last.
    let places = try call.ops("argsort", [x], along)[1]
    var place = try call.range(places, along: dim, (x.shape[dim] - 1) / 2, (x.shape[dim] + 1) / 2)
    if x.dtype.isFloating {
      let isNaN = try call.op("isnan", x)
      let counted: [String: AttributeValue] = ["axis": .ints([dim]), "keep_dim": .bool(true)]
      let count = try call.op("sum", isNaN.cast(.int64), with: counted)
      if ignoresNaN {
        let middle = try (x.shape[dim] - 1 - count).floorDivided(by: 2)
        place = try call.op(
          "take_along_axis", places, call.op("clip", middle, with: ["min": .int(0)]), with: along)
      } else {
        let first = try call.op(
          "argmax", isNaN.cast(.int32), with: ["axis": .int(dim), "keepdims": .bool(true)])
        place = try call.op("where", count .> 0, first, place)
      }
    }
    let value = try call.op("take_along_axis", x, place, with: along)
    let keeps = call.bool("keepdim", default: false) && !given.shape.isEmpty
    return try [value, place].map { try keeps ? $0 : $0.squeeze(dim) }
  }

  /// How many numbers fall into each of some bins of one width; those outside of all count nowhere.
  private static func histogram(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let flat = try x.reshape([x.shape.reduce(1, *)])
    let bins = try call.int("bins", default: 100)
    var (low, high) = (try call.number("min", default: 0), try call.number("max", default: 0))
    guard low != high || low != 0 else {
      throw Mismatch("bins between the least and the greatest number, which depend on values")
    }
    if low == high { (low, high) = (low - 1, high + 1) }
    let place = try call.op("floor", (flat - low) * (Double(bins) / (high - low)))
    let isIn = try call.op("logical_and", flat .>= low, flat .<= high)
    let inside = try call.op(
      "clip", place, with: ["min": .int(0), "max": .int(bins - 1)]
    ).cast(.int64)
    let known = try call.op("where", isIn, inside, call.scalar(0, like: inside))
    let hits = try call.op("one_hot", known, with: ["num_classes": .int(bins)]).cast(x.dtype)
    return try call.op(
      "sum", hits * isIn.cast(x.dtype).unsqueeze(1), with: ["axis": .ints([0])])
  }
}

extension CompositionCall {
  /// A tensor and a number to compare it with, of one dtype: a fraction beside integers is not rounded.
  fileprivate func beside(_ name: String, _ tensor: Value) throws -> (Value, Value) {
    let isWhole = if case .int? = arguments[name] { true } else { false }
    let dtype: DType = !tensor.dtype.isInteger ? tensor.dtype : isWhole ? .int64 : .float64
    let wide = try tensor.dtype == dtype ? tensor : tensor.cast(dtype)
    return (wide, try number(name, like: wide))
  }
}
