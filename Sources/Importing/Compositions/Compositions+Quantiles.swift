import Elements
import Ops
import Programs

extension Compositions {
  /// Quantiles of rows, and their modes.
  static let quantiles: [String: Composition] = [
    "aten.quantile.scalar": { [try quantile($0, ignoresNaN: false)] },
    "aten.quantile.default": { [try quantile($0, ignoresNaN: false)] },
    "aten.nanquantile.scalar": { [try quantile($0, ignoresNaN: true)] },
    "aten.nanquantile.default": { [try quantile($0, ignoresNaN: true)] },
    "aten.mode.default": { try modes($0) },
  ]

  /// The quantiles q of each row, interpolated where a quantile falls between two elements. Several quantiles become the
  /// first dim of the result.
  private static func quantile(_ call: CompositionCall, ignoresNaN: Bool) throws -> Value {
    let (x, parts) = (try call.tensor("self"), try parts(call))
    let given = call.optionalInt("dim")
    let dim = x.place(of: given ?? 0)
    let rest = given == nil ? [] : x.shape.indices.filter { $0 != dim }
    let kept = rest.map { x.shape[$0] }
    let count = given == nil ? x.shape.reduce(1, *) : x.shape[dim]
    let rows = try (given == nil ? x : x.permute(rest + [dim])).reshape(kept + [count])
    // Places in a sorted row, where NaN stands last.
    let isNaN = try call.op("isnan", rows)
    let flags: [String: AttributeValue] = ["axis": .ints([-1]), "keep_dim": .bool(true)]
    var places: Value
    if ignoresNaN {
      let numbers = try call.op(
        "sum", call.op("logical_not", isNaN).cast(.float64), with: flags)
      places = try call.op("clip", parts * (numbers - 1.0), with: ["min": .double(0)])
    } else {
      places = try parts * Double(count - 1)
      places = try call.op(
        "where", call.op("any", isNaN, with: flags), call.scalar(Double(count - 1), like: places),
        places)
    }
    let low = try call.op("floor", places)
    let sorted = try call.ops("argsort", [rows], ["axis": .int(kept.count)])[0]
    func taken(_ places: Value) throws -> Value {
      try call.op(
        "take_along_axis", sorted, places.cast(.int64), with: ["axis": .int(kept.count)])
    }
    let made: Value
    switch call.words("interpolation", default: "linear") {
    case "lower": made = try taken(low)
    case "higher": made = try taken(call.op("ceil", places))
    case "nearest": made = try taken(call.op("round", places))
    case let word where ["linear", "midpoint"].contains(word):
      let (below, above) = (try taken(low), try taken(call.op("ceil", places)))
      let part = try word == "linear" ? (places - low).cast(x.dtype) : call.scalar(0.5, like: x)
      made = try below + (above - below) * part
    case let word: throw Mismatch("argument interpolation is \(word)")
    }
    var shape = kept
    if call.bool("keepdim", default: false) {
      shape = x.shape.indices.map { given == nil || $0 == dim ? 1 : x.shape[$0] }
    }
    let isOne = call.optionalTensor("q")?.shape.isEmpty ?? true
    let order = [kept.count] + kept.indices
    return try made.permute(order).reshape((isOne ? [] : [parts.shape[0]]) + shape)
  }

  /// The argument q, as a row.
  private static func parts(_ call: CompositionCall) throws -> Value {
    if let given = call.optionalTensor("q") {
      return try given.reshape([given.shape.reduce(1, *)]).cast(.float64)
    }
    let number = try call.number("q")
    // As the tensor's own dtype has it.
    let part = try call.tensor("self").dtype == .float64 ? number : Double(Float(number))
    return try call.recorder.constant([part], shape: [1], dtype: .float64)
  }

  /// The most frequent number of each row, the least of several, and its last index. In rows of more than 16 elements
  /// PyTorch may give any of its indices.
  private static func modes(_ call: CompositionCall) throws -> [Value] {
    let given = try call.tensor("self")
    let x = try given.dtype == .bool ? given.cast(.int32) : given
    guard !x.shape.isEmpty else { throw Mismatch("a tensor without dims") }
    let dim = x.place(of: try call.int("dim", default: -1))
    let count = x.shape[dim]
    _ = try countedPlaces(x.shape.reduce(1, *), count)
    let sorted = try call.ops("argsort", [x], ["axis": .int(dim)])[0]
    // Counts how often each element is in its row, by comparing it with the row along a dim of its own.
    let isSame = try sorted.unsqueeze(dim) .== sorted.unsqueeze(dim + 1)
    let counts = try call.op("sum", isSame.cast(.int64), with: ["axis": .ints([dim + 1])])
    let along: [String: AttributeValue] = ["axis": .int(dim)]
    let first = try call.op(
      "argmax", counts, with: ["axis": .int(dim), "keepdims": .bool(true)])
    let found = try call.op("take_along_axis", sorted, first, with: along)
    var shape = x.shape.map { _ in 1 }
    shape[dim] = count
    let numbers = try call.recorder.constant(
      (0..<count).map(Double.init), shape: shape, dtype: .int64)
    let place = try call.op(
      "max",
      call.op("where", x .== found, numbers, call.scalar(0, like: numbers)),
      with: ["axis": .ints([dim]), "keep_dim": .bool(true)])
    let made = [try call.op("take_along_axis", x, place, with: along), place]
    return try call.bool("keepdim", default: false) ? made : made.map { try $0.squeeze(dim) }
  }
}
