import Elements
import Programs

extension Compositions {
  /// Systems of equations of small matrices, step by step: a batch of them may be cut in any way.
  static let solves: [String: Composition] = [
    "aten.linalg_solve.default": { [try solved($0)] },
    "aten._linalg_solve_ex.default": { call in
      let x = try solved(call)
      return [x, x, x, try success(call, "A")]
    },
    "aten.linalg_inv.default": { [try inverse($0, "A")] },
    "aten.inverse.default": { [try inverse($0, "self")] },
    "aten.linalg_inv_ex.default": { [try inverse($0, "A"), try success($0, "A")] },
    "aten.linalg_det.default": { [try determinant($0, "A")] },
    "aten.det.default": { [try determinant($0, "self")] },
    "aten._linalg_det.default": { [try determinant($0, "A")] },
    "aten.linalg_slogdet.default": { try logarithm($0, "A") },
    "aten.slogdet.default": { try logarithm($0, "self") },
    "aten._linalg_slogdet.default": { try logarithm($0, "A") },
    "aten.logdet.default": { call in
      let parts = try logarithm(call, "self")
      return [try call.op("where", parts[0] .< 0.0, call.scalar(.nan, like: parts[1]), parts[1])]
    },
    "aten.linalg_cholesky.default": { [try cholesky($0)] },
    "aten.linalg_cholesky_ex.default": { [try cholesky($0), try success($0, "self")] },
    "aten.linalg_solve_triangular.default": { call in
      let (a, b) = (try call.tensor("self"), try call.tensor("B"))
      let isUpper = call.bool("upper", default: false)
      let isUnit = call.bool("unitriangular", default: false)
      if call.bool("left", default: true) {
        return [try substituted(call, a, b, isUpper: isUpper, isUnit: isUnit)]
      }
      // X A = B is the system of the transposed ones.
      let x = try substituted(
        call, a.swapaxes(-2, -1), b.swapaxes(-2, -1), isUpper: !isUpper, isUnit: isUnit)
      return [try x.swapaxes(-2, -1)]
    },
    "aten.cholesky_solve.default": { call in
      let (b, factor) = (try call.tensor("self"), try call.tensor("input2"))
      let lower = try call.bool("upper", default: false) ? factor.swapaxes(-2, -1) : factor
      let half = try substituted(call, lower, b, isUpper: false, isUnit: false)
      return [
        try substituted(call, lower.swapaxes(-2, -1), half, isUpper: true, isUnit: false)
      ]
    },
    "aten.linalg_matrix_power.default": { try $0.call("aten.matrix_power.default", [:]) },
  ]

  /// Larger matrices are not written out, row by row.
  private static let mostRows = 32

  private static func square(_ call: CompositionCall, _ name: String) throws -> Value {
    try square(call.tensor(name))
  }

  private static func square(_ a: Value) throws -> Value {
    let shape = a.shape.suffix(2)
    guard shape.count == 2, shape.first == shape.last, a.dtype.kind == .floatingPoint,
      (1...mostRows).contains(shape.last ?? 0)
    else {
      throw Mismatch(
        "a matrix \(a.dtype)\(Array(shape)): square ones of at most \(mostRows) real rows are carried out"
      )
    }
    return a
  }

  /// No error, of each matrix.
  private static func success(_ call: CompositionCall, _ name: String) throws -> Value {
    try call.recorder.constant(
      [0], shape: Array(call.tensor(name).shape.dropLast(2)), dtype: .int32)
  }

  /// Which of the rows are row `k`, and whether, as a column beside matrices.
  private static func rows(_ call: CompositionCall, _ count: Int, _ isIn: (Int) -> Bool) throws
    -> Value
  {
    try call.recorder.constant(
      (0..<count).map { isIn($0) ? 1 : 0 }, shape: [count, 1], dtype: .bool)
  }

  private static func row(_ call: CompositionCall, _ a: Value, _ k: Int) throws -> Value {
    try call.range(a, along: a.shape.count - 2, k, k + 1)
  }

  private static func column(_ call: CompositionCall, _ a: Value, _ k: Int) throws -> Value {
    try call.range(a, along: a.shape.count - 1, k, k + 1)
  }

  /// A matrix after the elimination of Gauss and Jordan, in which each step takes the largest pivot of its column: its
  /// first columns are those of the identity, unless it is singular.
  ///
  /// - Parameter passesZero: whether a column without a pivot is left as it is; else it is divided by 0.
  /// - Returns: the matrix; each step's pivot, and -1 where it changed rows, else 1, [..., 1, 1] each.
  private static func eliminated(_ call: CompositionCall, _ given: Value, passesZero: Bool = false)
    throws -> (matrix: Value, pivots: [(value: Value, sign: Value)])
  {
    var a = given
    let (count, dim) = (a.shape[a.shape.count - 2], a.shape.count - 2)
    let numbers = try call.recorder.constant(
      (0..<count).map(Double.init), shape: [count, 1], dtype: .int64)
    let (one, minus) = (try call.scalar(1, like: a), try call.scalar(-1, like: a))
    var pivots: [(value: Value, sign: Value)] = []
    for k in 0..<count {
      let size = try call.op("abs", column(call, a, k))
      let open = try call.op(
        "where", rows(call, count) { $0 >= k }, size, minus)
      let place = try call.op(
        "argmax", open, with: ["axis": .int(dim), "keepdims": .bool(true)]
      ).cast(.int64)
      let found = try call.op(
        "take_along_axis", a, place.expand(a.shape.replacing(dim, with: 1)),
        with: ["axis": .int(dim)])
      let isOwn = try rows(call, count) { $0 == k }
      let swapped = try call.op("where", numbers .== place, row(call, a, k), a)
      let pivot = try column(call, found, k)
      let divisor = try passesZero ? call.op("where", pivot .== 0.0, one, pivot) : pivot
      let scaled = try found / divisor
      let rest = try swapped - column(call, swapped, k) * scaled
      a = try call.op("where", isOwn, scaled, rest)
      pivots.append((pivot, try call.op("where", place .== k, one, minus)))
    }
    return (a, pivots)
  }

  /// The solution of a system for each column of b: [..., n, m].
  private static func solution(_ call: CompositionCall, _ a: Value, _ b: Value) throws -> Value {
    let (batch, rows) = (a.shape.dropLast(2), a.shape[a.shape.count - 1])
    let others = b.shape.dropLast(2)
    let outer = try zip(
      Array(repeating: 1, count: max(0, others.count - batch.count)) + batch,
      Array(repeating: 1, count: max(0, batch.count - others.count)) + others
    ).map { pair in
      guard pair.0 == pair.1 || pair.0 == 1 || pair.1 == 1 else {
        throw Mismatch("systems \(a.shape) with sides \(b.shape)")
      }
      return max(pair.0, pair.1)
    }
    let both = try call.joined(
      [a.expand(outer + a.shape.suffix(2)), b.expand(outer + b.shape.suffix(2))],
      along: outer.count + 1)
    return try call.range(
      eliminated(call, both).matrix, along: outer.count + 1, rows, .max)
  }

  private static func solved(_ call: CompositionCall) throws -> Value {
    let (a, b) = (try square(call, "A"), try call.tensor("B"))
    let isVector = b.shape.count == 1 || b.shape == Array(a.shape.dropLast())
    guard call.bool("left", default: true) else {
      return try solution(call, a.swapaxes(-2, -1), b.swapaxes(-2, -1)).swapaxes(-2, -1)
    }
    let x = try solution(call, a, isVector ? b.unsqueeze(b.shape.count) : b)
    return try isVector ? x.squeeze(x.shape.count - 1) : x
  }

  private static func inverse(_ call: CompositionCall, _ name: String) throws -> Value {
    let a = try square(call, name)
    let count = a.shape[a.shape.count - 1]
    let identity = try call.recorder.constant(
      (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }, shape: [count, count],
      dtype: a.dtype)
    return try solution(call, a, identity)
  }

  private static func flat(_ value: Value) throws -> Value {
    try value.reshape(Array(value.shape.dropLast(2)))
  }

  private static func determinant(_ call: CompositionCall, _ name: String) throws -> Value {
    let pivots = try eliminated(call, square(call, name), passesZero: true).pivots
    var product = try pivots[0].value * pivots[0].sign
    for pivot in pivots.dropFirst() { product = try product * pivot.value * pivot.sign }
    return try flat(product)
  }

  /// The sign of a determinant, and the logarithm of its absolute value.
  private static func logarithm(_ call: CompositionCall, _ name: String) throws -> [Value] {
    let pivots = try eliminated(call, square(call, name), passesZero: true).pivots
    var (sign, sum): (Value?, Value?) = (nil, nil)
    for pivot in pivots {
      let own = try call.op("sign", pivot.value) * pivot.sign
      let part = try call.op("log", call.op("abs", pivot.value))
      sign = try sign.map { try $0 * own } ?? own
      sum = try sum.map { try $0 + part } ?? part
    }
    return try [sign, sum].compactMap(\.self).map(flat)
  }

  /// The lower factor, column by column; only the lower part is read.
  private static func cholesky(_ call: CompositionCall) throws -> Value {
    var a = try square(call, "self")
    let isUpper = call.bool("upper", default: false)
    if isUpper { a = try a.swapaxes(-2, -1) }
    let count = a.shape[a.shape.count - 1]
    let zero = try call.scalar(0, like: a)
    var columns: [Value] = []
    for k in 0..<count {
      let own = try column(call, a, k)
      let scaled = try own / call.op("sqrt", row(call, own, k))
      let made = try call.op("where", rows(call, count) { $0 >= k }, scaled, zero)
      columns.append(made)
      if k + 1 < count { a = try a - made * made.swapaxes(-2, -1) }
    }
    let factor = try call.joined(columns, along: a.shape.count - 1)
    return try isUpper ? factor.swapaxes(-2, -1) : factor
  }

  /// The solution of a system with a triangular matrix; the other triangle is not read.
  private static func substituted(
    _ call: CompositionCall, _ given: Value, _ b: Value, isUpper: Bool, isUnit: Bool
  ) throws -> Value {
    let a = try square(given)
    let count = a.shape[a.shape.count - 1]
    var rest = b
    var solution = [Value?](repeating: nil, count: count)
    for k in isUpper ? Array((0..<count).reversed()) : Array(0..<count) {
      let pillar = try column(call, a, k)
      let side = try row(call, rest, k)
      let own = try isUnit ? side : side / row(call, pillar, k)
      solution[k] = own
      rest = try rest - pillar * own
    }
    return try call.joined(solution.compactMap(\.self), along: rest.shape.count - 2)
  }
}

extension [Int] {
  /// The same with another number at one place.
  fileprivate func replacing(_ place: Int, with number: Int) -> [Int] {
    var copy = self
    copy[place] = number
    return copy
  }
}
