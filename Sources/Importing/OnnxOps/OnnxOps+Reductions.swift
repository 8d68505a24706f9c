import Programs

extension OnnxOps {
  /// Folds of dims.
  static let reductions: [String: Composition] = [
    "ReduceSum": { [try reduced($0, "sum")] },
    "ReduceMean": { [try reduced($0, "mean")] },
    "ReduceMax": { [try reduced($0, "max")] },
    "ReduceMin": { [try reduced($0, "min")] },
    "ReduceProd": { [try reduced($0, "prod")] },
    "ReduceL1": { call in [try reduced(call, "sum") { try call.op("abs", $0) }] },
    "ReduceL2": { call in [try call.op("sqrt", reduced(call, "sum") { try $0 * $0 })] },
    "ReduceSumSquare": { call in [try reduced(call, "sum") { try $0 * $0 }] },
    "ReduceLogSum": { call in [try call.op("log", reduced(call, "sum"))] },
    "ReduceLogSumExp": { call in
      let x = try call.tensor(0)
      guard let dims = try dims(call, of: x) else { return [x] }
      let keeps = call.int("keepdims", default: 1) == 1
      return [
        try call.op("logsumexp", x, with: ["axis": .ints(dims), "keepdims": .bool(keeps)])
      ]
    },
    "CumSum": { call in
      let x = try call.tensor(0)
      let axis = try call.ints(1, "axis")
      guard axis.count == 1 else { throw Mismatch("axis: one dim is required") }
      let sums = try call.op(
        "cumsum", x,
        with: [
          "axis": .int(place(axis[0], x)),
          "exclusive": .bool(call.int("exclusive", default: 0) == 1),
          "reverse": .bool(call.int("reverse", default: 0) == 1),
        ])
      return [try sums.dtype == x.dtype ? sums : sums.cast(x.dtype)]
    },
  ]

  private static func place(_ dim: Int, _ x: Value) throws -> Int {
    try OnnxFolding.place(dim, of: x.shape.count)
  }

  /// The dims that are folded; nil where none is.
  private static func dims(_ call: OnnxCall, of x: Value) throws -> [Int]? {
    let given = try call.optionalInts("axes", orInput: 1) ?? []
    if given.isEmpty {
      return call.int("noop_with_empty_axes", default: 0) == 1 ? nil : Array(x.shape.indices)
    }
    return try given.map { try place($0, x) }.sorted()
  }

  private static func reduced(
    _ call: OnnxCall, _ op: String, of each: (Value) throws -> Value = { $0 }
  ) throws -> Value {
    let x = try call.tensor(0)
    guard let dims = try dims(call, of: x) else { return try each(x) }
    let keeps = call.int("keepdims", default: 1) == 1
    if dims.isEmpty { return try each(x) }
    let result = try call.op(
      op, each(x), with: ["axis": .ints(dims), "keep_dim": .bool(keeps)])
    return try result.dtype == x.dtype ? result : result.cast(x.dtype)
  }
}
