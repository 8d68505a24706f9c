import Programs

extension Compositions {
  /// Products with what is added to them, and of more or fewer dims than an op takes.
  static let products: [String: Composition] = [
    "aten.addmm.default": { try added($0, "mat1", "mat2") },
    "aten.addbmm.default": { call in
      let sum = try call.op(
        "sum", call.op("bmm", call.tensor("batch1"), call.tensor("batch2")),
        with: ["axis": .ints([0])])
      return [try scaledSum(call, sum)]
    },
    "aten.linear.default": { call in
      let (x, weight) = (try call.tensor("input"), try call.tensor("weight"))
      if x.shape.count == 1 {
        return try call.call(nil, ["input": .tensor(x.unsqueeze(0))]).map { try $0.squeeze(0) }
      }
      guard weight.shape.count == 1 else { throw Mismatch("a product of these shapes") }
      return try call.call(nil, ["weight": .tensor(weight.unsqueeze(0))]).map {
        try $0.squeeze($0.shape.count - 1)
      }
    },
    "aten.baddbmm.default": { try added($0, "batch1", "batch2") },
    "aten.addmv.default": { try added($0, "mat", "vec") },
    "aten.addr.default": { call in
      [try scaledSum(call, outer(call.tensor("vec1"), call.tensor("vec2")))]
    },
    "aten.outer.default": { [try outer($0.tensor("self"), $0.tensor("vec2"))] },
    "aten.ger.default": { [try outer($0.tensor("self"), $0.tensor("vec2"))] },
    "aten.inner.default": { call in
      try call.call(
        "aten.matmul.default", ["other": .tensor(call.tensor("other").swapaxes(-1, -2))])
    },
    "aten.linalg_vecdot.default": { call in
      let product = try call.tensor("x") * call.tensor("y")
      return [
        try call.op(
          "sum", product, with: ["axis": .ints([try call.int("dim", default: -1)])])
      ]
    },
    "aten.kron.default": { call in
      var (left, right) = (try call.tensor("self"), try call.tensor("other"))
      let dims = max(left.shape.count, right.shape.count)
      func full(_ tensor: Value) throws -> Value {
        try tensor.reshape(
          [Int](repeating: 1, count: dims - tensor.shape.count) + tensor.shape)
      }
      (left, right) = (try full(left), try full(right))
      let sizes = zip(left.shape, right.shape).map { $0 * $1 }
      let pairs = (left.shape.flatMap { [$0, 1] }, right.shape.flatMap { [1, $0] })
      return [try (left.reshape(pairs.0) * right.reshape(pairs.1)).reshape(sizes)]
    },
    "aten.vdot.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("other"))
      guard x.dtype.kind != .complex else { throw Mismatch("a product of complex numbers") }
      return [try call.op("sum", x * y)]
    },
    "aten._int_mm.default": { call in
      [
        try call.op(
          "matmul", call.tensor("self").cast(.int32), call.tensor("mat2").cast(.int32))
      ]
    },
    "aten._grouped_mm.default": { [try grouped($0, $0.tensor("self"), $0.tensor("mat2"))] },
    // What the library transformers calls where PyTorch's own does not serve.
    "transformers.grouped_mm_fallback.default": {
      [try grouped($0, $0.tensor("input"), $0.tensor("weight"))]
    },
    "aten.cross.default": cross,
    "aten.linalg_cross.default": cross,
  ]

  /// Products of groups that lie one behind the other and end at `offs`: of rows by a matrix each, of a matrix each by
  /// columns, or of columns by rows. Each is made of all, and what is of other groups counts nowhere.
  private static func grouped(_ call: CompositionCall, _ left: Value, _ right: Value) throws
    -> Value
  {
    if call.optionalTensor("bias") != nil { throw Mismatch("a bias for each group") }
    guard let ends = call.optionalTensor("offs") else { return try call.op("bmm", left, right) }
    func isMember(_ count: Int) throws -> Value {
      let places = try call.recorder.constant(
        (0..<count).map(Double.init), shape: [1, count], dtype: ends.dtype)
      let stops = try ends.unsqueeze(1)
      let first = try call.recorder.constant([0], shape: [1, 1], dtype: ends.dtype)
      let starts = try call.joined(
        [first, call.range(stops, along: 0, 0, ends.shape[0] - 1)], along: 0)
      return try call.op("logical_and", places .>= starts, places .< stops)
    }
    func kept(_ value: Value, where mask: Value) throws -> Value {
      try call.op("where", mask, value, call.scalar(0, like: value))
    }
    let result: Value
    switch (left.shape.count, right.shape.count) {
    case (2, 3):
      let each = try call.op("matmul", left.unsqueeze(0), right)
      let own = try kept(each, where: isMember(left.shape[0]).unsqueeze(2))
      result = try call.op("sum", own, with: ["axis": .ints([0])])
    case (3, 2):
      let each = try call.op("matmul", left, right.unsqueeze(0))
      let own = try kept(each, where: isMember(right.shape[1]).unsqueeze(1))
      result = try call.op("sum", own, with: ["axis": .ints([0])])
    case (2, 2):
      let mask = try isMember(left.shape[1])
      result = try call.op(
        "matmul", kept(left.unsqueeze(0), where: mask.unsqueeze(1)),
        kept(right.unsqueeze(0), where: mask.unsqueeze(2)))
    default: throw Mismatch("groups of tensors of \(left.shape) and \(right.shape)")
    }
    return try result.cast(call.expected?.dtype ?? result.dtype)
  }

  private static func added(_ call: CompositionCall, _ left: String, _ right: String) throws
    -> [Value]
  {
    [try scaledSum(call, try call.op("matmul", call.tensor(left), call.tensor(right)))]
  }

  /// beta self + alpha product.
  private static func scaledSum(_ call: CompositionCall, _ product: Value) throws -> Value {
    let (alpha, beta) = (
      try call.number("alpha", default: 1), try call.number("beta", default: 1)
    )
    let sum = try alpha == 1 ? product : product * alpha
    // NaN of what is not counted does not pass.
    if beta == 0 { return sum }
    let bias = try call.tensor("self")
    return try (beta == 1 ? bias : bias * beta) + sum
  }

  private static func outer(_ left: Value, _ right: Value) throws -> Value {
    try left.unsqueeze(1) * right.unsqueeze(0)
  }

  private static func cross(_ call: CompositionCall) throws -> [Value] {
    let (left, right) = (try call.tensor("self"), try call.tensor("other"))
    let dim =
      call.optionalInt("dim")
      ?? (call.name.contains("linalg") ? -1 : left.shape.firstIndex(of: 3) ?? 0)
    func turned(_ tensor: Value, by places: Int) throws -> Value {
      try call.op(
        "roll", tensor, with: ["shifts": .ints([places]), "axis": .ints([dim])])
    }
    return [
      try turned(left, by: -1) * turned(right, by: -2) - turned(left, by: -2)
        * turned(right, by: -1)
    ]
  }
}
