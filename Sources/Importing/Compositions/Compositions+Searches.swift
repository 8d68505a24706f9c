import Elements
import Programs

extension Compositions {
  /// Places in sorted rows, and counts.
  static let searches: [String: Composition] = [
    "aten.searchsorted.Tensor": { call in
      try [counted(call, call.tensor("sorted_sequence"), call.tensor("self"))]
    },
    "aten.searchsorted.Scalar": { call in
      let row = try call.tensor("sorted_sequence")
      return try [counted(call, row, call.scalar(call.number("self"), like: row))]
    },
    "aten.bucketize.Tensor": { call in
      try [counted(call, call.tensor("boundaries"), call.tensor("self"))]
    },
    "aten.median.dim": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim"))
      return try middle(
        call, x, along: dim, keeps: call.bool("keepdim", default: false))
    },
    "aten.median.default": { call in
      let x = try call.tensor("self")
      let row = try x.reshape([x.shape.reduce(1, *)])
      return [try middle(call, row, along: 0, keeps: false)[0]]
    },
    "aten.histc.default": { [try histogram($0)] },
  ]

  /// How many numbers of a sorted row are below each value, or not above it.
  private static func counted(_ call: CompositionCall, _ row: Value, _ values: Value) throws
    -> Value
  {
    let isRight =
      call.bool("right", default: false) || call.words("side", default: "left") == "right"
    let each = try values.unsqueeze(values.shape.count)
    // Rows of their own stand beside the values of theirs.
    let rows = try row.shape.count == 1 ? row : row.unsqueeze(row.shape.count - 1)
    let isBelow = try isRight ? rows .<= each : rows .< each
    let count = try call.op("sum", isBelow.cast(.int64), with: ["axis": .ints([-1])])
    return try call.bool("out_int32", default: false) ? count.cast(.int32) : count
  }

  /// The lower middle of each sorted row, and its place.
  private static func middle(
    _ call: CompositionCall, _ x: Value, along dim: Int, keeps: Bool
  ) throws -> [Value] {
    let sorted = try call.ops("argsort", [x], ["axis": .int(dim)])
    let place = (x.shape[dim] - 1) / 2
    return try sorted.map { row in
      let taken = try call.range(row, along: dim, place, place + 1)
      return try keeps ? taken : taken.squeeze(dim)
    }
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
