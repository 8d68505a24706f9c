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
    "aten.cross.default": cross,
    "aten.linalg_cross.default": cross,
  ]

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
