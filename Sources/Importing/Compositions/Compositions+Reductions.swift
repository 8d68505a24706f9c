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
    "aten.std.correction": { [try variance($0, isRoot: true).value] },
    "aten.std.dim": { [try variance($0, isRoot: true).value] },
    "aten.std.default": { [try variance($0, isRoot: true).value] },
    "aten.var_mean.correction": { try meanBeside($0, isRoot: false) },
    "aten.var_mean.dim": { try meanBeside($0, isRoot: false) },
    "aten.var_mean.default": { try meanBeside($0, isRoot: false) },
    "aten.std_mean.correction": { try meanBeside($0, isRoot: true) },
    "aten.std_mean.dim": { try meanBeside($0, isRoot: true) },
    "aten.std_mean.default": { try meanBeside($0, isRoot: true) },
    "aten.linalg_vector_norm.default": { [try norm($0)] },
    "aten.count_nonzero.default": { [try nonzeros($0)] },
    "aten.count_nonzero.dim_IntList": { [try nonzeros($0)] },
    "aten.nanmean.default": { call in
      let x = try call.tensor("self")
      let isNumber = try call.op("logical_not", call.op("isnan", x))
      let known = try call.op("where", isNumber, x, call.scalar(0, like: x))
      let attributes: [String: AttributeValue] = [
        "axis": .ints(try call.dims(of: x)),
        "keep_dim": .bool(call.bool("keepdim", default: false)),
      ]
      return [
        try call.op("sum", known, with: attributes)
          / call.op("sum", isNumber.cast(x.dtype), with: attributes)
      ]
    },
    "aten.cumprod.default": { [try cumulativeProduct($0)] },
    "aten.nansum.default": { call in
      let x = try call.tensor("self")
      let known = try call.op("where", call.op("isnan", x), call.scalar(0, like: x), x)
      return try call.call(
        "aten.sum.dim_IntList",
        ["self": .tensor(known), "dim": call.arguments["dim"] ?? ImportedArgument.none])
    },
    "aten.aminmax.default": { call in
      let x = try call.tensor("self")
      let attributes: [String: AttributeValue] = [
        "axis": .ints(try call.dims(of: x)),
        "keep_dim": .bool(call.bool("keepdim", default: false)),
      ]
      return [
        try call.op("min", x, with: attributes), try call.op("max", x, with: attributes),
      ]
    },
    "aten.diff.default": diff,
    // Each sum is scaled by its own maximum, so that none overflows.
    "aten.logcumsumexp.default": { call in
      [
        try cumulative(call, call.tensor("self"), from: -.infinity) { now, before in
          try call.call(
            "aten.logaddexp.default", ["self": .tensor(now), "other": .tensor(before)])[0]
        }
      ]
    },
  ]

  /// All dims by name where none is given: the gradient of `amax()` at NaN is not that of `max()`.
  @Sendable static func namedDims(_ call: CompositionCall) throws -> [String: ImportedArgument]? {
    let x = try call.tensor("self")
    return try call.ints("dim", default: []).isEmpty ? ["dim": .ints(Array(x.shape.indices))] : nil
  }

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

  /// The mean squared distance from the mean, over the count less the correction, or its root.
  private static func variance(_ call: CompositionCall, isRoot: Bool = false) throws
    -> (value: Value, mean: Value)
  {
    let given = try call.tensor("self")
    // 16-bit floats are computed in float32. A root may be representable where the square is not: it is computed in float64.
    let isNarrow = given.dtype.byteCount < (isRoot ? 8 : 4) && given.dtype.kind == .floatingPoint
    let x = try isNarrow ? given.cast(isRoot ? .float64 : .float32) : given
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
    let shape = try keeps ? mean : fold("mean", x, keeps: false)
    let square = try sum / max(0, Double(count) - correction)
    let value = try isRoot ? call.root(square) : square
    return try isNarrow ? (value.cast(given.dtype), shape.cast(given.dtype)) : (value, shape)
  }

  private static func nonzeros(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let counted = try (x .!= 0).cast(.int64)
    return try call.op("sum", counted, with: ["axis": .ints(try call.dims(of: x))])
  }

  private static func meanBeside(_ call: CompositionCall, isRoot: Bool) throws -> [Value] {
    let (value, mean) = try variance(call, isRoot: isRoot)
    return [value, mean]
  }

  /// (sum |x|^p)^(1/p), the largest for infinity, how many are not 0 for 0.
  private static func norm(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let attributes: [String: AttributeValue] = [
      "axis": .ints(try call.dims(of: x)), "keep_dim": .bool(call.bool("keepdim", default: false)),
    ]
    let order = try call.number("ord", default: 2)
    let sizes = try call.op("abs", x)
    switch order {
    case .infinity: return try call.op("max", sizes, with: attributes)
    case -.infinity: return try call.op("min", sizes, with: attributes)
    case 0: return try call.op("sum", (x .!= 0).cast(x.dtype), with: attributes)
    case 1: return try call.op("sum", sizes, with: attributes)
    case 0..<1:
      // A power below 1 has an infinite gradient at 0; that of the norm is 0.
      let isZero = try sizes .== 0
      let powers = try call.op("where", isZero, call.scalar(1, like: sizes), sizes) ** order
      let sum = try call.op(
        "sum", call.op("where", isZero, call.scalar(0, like: sizes), powers), with: attributes)
      return try call.root(sum, 1 / order)
    default:
      let sum = try call.op("sum", sizes ** order, with: attributes)
      return order > 0 ? try call.root(sum, 1 / order) : try sum ** (1 / order)
    }
  }

  /// The cumulative product; of integers and booleans in int64.
  private static func cumulativeProduct(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    var dtype = x.dtype.isFloating ? x.dtype : .int64
    if case .dtype(let code)? = call.arguments["dtype"], let asked = DType(pytorch: code) {
      dtype = asked
    }
    return try cumulative(call, x.dtype == dtype ? x : x.cast(dtype), from: 1) { try $0 * $1 }
  }

  /// An inclusive scan along `dim`, whose reach doubles in each step. `start` is the operation's identity.
  private static func cumulative(
    _ call: CompositionCall, _ given: Value, from start: Double,
    _ folded: (_ now: Value, _ before: Value) throws -> Value
  ) throws -> Value {
    var x = given
    guard !x.shape.isEmpty else { return x }
    let dim = x.place(of: try call.int("dim"))
    var reach = 1
    while reach < x.shape[dim] {
      var shape = x.shape
      shape[dim] = reach
      let starts = try call.recorder.constant([start], shape: shape, dtype: x.dtype)
      let before = try call.range(x, along: dim, 0, x.shape[dim] - reach)
      x = try folded(x, call.joined([starts, before], along: dim))
      reach *= 2
    }
    return x
  }

  /// What each element adds to the one before it.
  private static func diff(_ call: CompositionCall) throws -> [Value] {
    var x = try call.tensor("self")
    let given = try call.int("dim", default: -1)
    let dim = given < 0 ? given + x.shape.count : given
    let around = [call.optionalTensor("prepend"), x, call.optionalTensor("append")]
      .compactMap(\.self)
    if around.count > 1 { x = try call.joined(around, along: dim) }
    let times = try call.int("n", default: 1)
    guard (0...64).contains(times) else { throw Mismatch("a difference \(times) times") }
    for _ in 0..<times {
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

extension CompositionCall {
  /// A root of numbers that are not negative, with no slope at 0, as PyTorch has it for deviations and norms.
  func root(_ value: Value, _ exponent: Double = 0.5) throws -> Value {
    let isZero = try value .== 0
    let safe = try op("where", isZero, scalar(1, like: value), value)
    let root = exponent == 0.5 ? try op("sqrt", safe) : try safe ** exponent
    return try op("where", isZero, scalar(0, like: value), root)
  }
}
