import Elements
import Programs

extension Compositions {
  /// Folds and searches along dims that are several of ours.
  static let reductions: [String: Composition] = [
    "aten.max.dim": { try extremum($0, "max", "argmax") },
    "aten.min.dim": { try extremum($0, "min", "argmin") },
    "aten.var.correction": { [try variance($0).value] },
    "aten.var.dim": { [try variance($0).value] },
    "aten.var.default": { [try variance($0).value] },
    "aten.std.correction": { [try $0.op("sqrt", variance($0).value)] },
    "aten.std.dim": { [try $0.op("sqrt", variance($0).value)] },
    "aten.std.default": { [try $0.op("sqrt", variance($0).value)] },
    "aten.var_mean.correction": { call in
      let (value, mean) = try variance(call)
      return [value, mean]
    },
    "aten.std_mean.correction": { call in
      let (value, mean) = try variance(call)
      return [try call.op("sqrt", value), mean]
    },
    "aten.nansum.default": { call in
      let x = try call.tensor("self")
      let zero = try call.recorder.constant([0], shape: [], dtype: x.dtype)
      let known = try call.op("where", call.op("isnan", x), zero, x)
      return try call.call("aten.sum.dim_IntList", ["self": .tensor(known)])
    },
    "aten.aminmax.default": { call in
      let x = try call.tensor("self")
      let attributes: [String: AttributeValue] = [
        "axis": .ints(try call.dims(of: x)), "keep_dim": .bool(call.bool("keepdim", default: false)),
      ]
      return [
        try call.op("min", x, with: attributes), try call.op("max", x, with: attributes),
      ]
    },
    "aten.count_nonzero.dim_IntList": { call in
      let x = try call.tensor("self")
      let counted = try (x .!= 0).cast(.int64)
      return [try call.op("sum", counted, with: ["axis": .ints(try call.dims(of: x))])]
    },
    "aten.diff.default": diff,
    "aten.logcumsumexp.default": { call in
      let x = try call.tensor("self")
      let dim = try call.int("dim")
      let most = try call.op(
        "max", x, with: ["axis": .ints([dim]), "keep_dim": .bool(true)])
      let sums = try call.op("cumsum", call.op("exp", x - most), with: ["axis": .int(dim)])
      return [try call.op("log", sums) + most]
    },
  ]

  private static func extremum(_ call: CompositionCall, _ fold: String, _ search: String) throws
    -> [Value]
  {
    let x = try call.tensor("self")
    let dim = try call.int("dim")
    let keeps = call.bool("keepdim", default: false)
    return [
      try call.op(fold, x, with: ["axis": .ints([dim]), "keep_dim": .bool(keeps)]),
      try call.op(search, x, with: ["axis": .int(dim), "keepdims": .bool(keeps)]),
    ]
  }

  /// The mean squared distance from the mean, over the count less the correction.
  private static func variance(_ call: CompositionCall) throws -> (value: Value, mean: Value) {
    let x = try call.tensor("self")
    let dims = try call.dims(of: x)
    let keeps = call.bool("keepdim", default: false)
    let correction =
      call.arguments["correction"]?.number ?? (call.bool("unbiased", default: true) ? 1 : 0)
    let count = dims.reduce(1) { $0 * x.shape[$1] }
    func fold(_ op: String, _ tensor: Value, keeps: Bool) throws -> Value {
      try call.op(op, tensor, with: ["axis": .ints(dims), "keep_dim": .bool(keeps)])
    }
    let mean = try fold("mean", x, keeps: true)
    let distance = try x - mean
    let sum = try fold("sum", distance * distance, keeps: keeps)
    let shape = try fold("mean", x, keeps: keeps)
    return (try sum / max(0, Double(count) - correction), keeps ? mean : shape)
  }

  /// What each element adds to the one before it.
  private static func diff(_ call: CompositionCall) throws -> [Value] {
    var x = try call.tensor("self")
    let given = try call.int("dim", default: -1)
    let dim = given < 0 ? given + x.shape.count : given
    let around = [call.optionalTensor("prepend"), x, call.optionalTensor("append")]
      .compactMap(\.self)
    if around.count > 1 { x = try call.joined(around, along: dim) }
    for _ in 0..<(try call.int("n", default: 1)) {
      func range(_ start: Int, _ end: Int) throws -> Value {
        try call.op(
          "slice", x,
          with: ["axes": .ints([dim]), "starts": .ints([start]), "ends": .ints([end])])
      }
      let (later, earlier) = (try range(1, .max), try range(0, max(0, x.shape[dim] - 1)))
      x = try x.dtype == .bool ? call.op("not_equal", later, earlier) : later - earlier
    }
    return [x]
  }
}
