import Elements
import Programs

extension Compositions {
  /// Tensors with other contents at some places.
  static let writes: [String: Composition] = [
    "aten.index_put.default": { [try put($0)] },
    "aten.scatter.src": trimmed,
    "aten.scatter_add.default": trimmed,
    "aten.scatter_reduce.two": trimmed,
    "aten.index_copy.default": { call in
      let part = try call.tensor("source")
      return try call.call(
        "aten.scatter.src",
        ["index": .tensor(try places(call, as: part)), "src": .tensor(part), "source": nil])
    },
    "aten.index_fill.int_Scalar": { call in
      let x = try call.tensor("self")
      return [try filled(call, with: call.number("value", like: x))]
    },
    "aten.index_fill.int_Tensor": { call in
      let x = try call.tensor("self")
      return [try filled(call, with: call.tensor("value").cast(x.dtype))]
    },
    "aten.masked_scatter.default": { call in
      let (x, mask) = (try call.tensor("self"), try call.tensor("mask"))
      let source = try call.tensor("source")
      let shape = mask.shape.count > x.shape.count ? mask.shape : x.shape
      let whole = try mask.shape == shape ? mask : mask.expand(shape)
      let flat = try source.reshape([source.shape.reduce(1, *)])
      return [try call.op("where", whole, chosen(call, flat, by: whole), x)]
    },
    "aten.fill_diagonal.default": { call in
      let x = try call.tensor("self")
      let least = x.shape.min() ?? 0
      guard x.shape.count == 2 || x.shape.count > 2 && x.shape.allSatisfy({ $0 == least }) else {
        throw Mismatch("a tensor of shape \(x.shape)")
      }
      // Past the diagonal's end a tall matrix begins anew, one row below.
      let wraps = call.bool("wrap", default: false) && x.shape.count == 2
      let step = x.shape.indices.reduce(0) { $0 + x.shape[($1 + 1)...].reduce(1, *) }
      let count = x.shape.reduce(1, *)
      let size = wraps ? (count + step - 1) / step : least
      let places = try countedPlaces(size, 1).map { Double($0 * step) }
      let index = try call.recorder.constant(places, shape: [size], dtype: .int64)
      let value = try call.recorder.constant(
        [call.number("fill_value")], shape: [size], dtype: x.dtype)
      return [
        try call.op(
          "put_along_axis", x.reshape([count]), index, value, with: ["axis": .int(0)]
        ).reshape(x.shape)
      ]
    },
    "aten.diagonal_scatter.default": { call in
      let (x, part) = (try call.tensor("self"), try call.tensor("src"))
      let count = x.shape.reduce(1, *)
      guard count < 1 << 20 else { throw Mismatch("a tensor of \(count) elements") }
      // Where each element of the diagonal lies.
      let numbers = try call.recorder.constant(
        (0..<count).map(Double.init), shape: x.shape, dtype: .int64)
      let diagonal = try call.call(
        "aten.diagonal.default", ["self": .tensor(numbers), "src": nil])[0]
      let size = part.shape.reduce(1, *)
      let made = try call.call(
        "aten.scatter.src",
        [
          "self": .tensor(x.reshape([count])), "dim": .int(0),
          "index": .tensor(diagonal.reshape([size])), "src": .tensor(part.reshape([size])),
        ])[0]
      return [try made.reshape(x.shape)]
    },
  ]

  /// Of a part that is larger than its index only the beginning is taken.
  @Sendable private static func trimmed(_ call: CompositionCall) throws -> [Value] {
    let (index, part) = (try call.tensor("index"), try call.tensor("src"))
    guard index.shape != part.shape, index.shape.count == part.shape.count else {
      throw Mismatch("an index and a part of these shapes")
    }
    var begun = part
    for (dim, size) in index.shape.enumerated() where size < part.shape[dim] {
      begun = try call.range(begun, along: dim, 0, size)
    }
    return try call.call(nil, ["src": .tensor(begun)])
  }

  /// The argument index, a row of places along the dim, for each element of a part.
  private static func places(_ call: CompositionCall, as part: Value) throws -> Value {
    let index = try call.tensor("index")
    var shape = [Int](repeating: 1, count: part.shape.count)
    if !shape.isEmpty { shape[part.place(of: try call.int("dim"))] = index.shape.reduce(1, *) }
    return try index.reshape(shape).expand(part.shape)
  }

  private static func filled(_ call: CompositionCall, with value: Value) throws -> Value {
    let x = try call.tensor("self")
    var shape = x.shape
    let dim = x.place(of: try call.int("dim"))
    shape[dim] = try call.tensor("index").shape.reduce(1, *)
    let part = try value.reshape([Int](repeating: 1, count: shape.count)).expand(shape)
    // It wraps, which other writes at places do not.
    return try call.op(
      "put_along_axis", x, places(call, as: part), part, with: ["axis": .int(dim)])
  }

  /// For each place of a mask the row of `rows` that goes there: the first one where it is first true.
  private static func chosen(_ call: CompositionCall, _ rows: Value, by mask: Value) throws -> Value
  {
    let count = mask.shape.reduce(1, *)
    let before = try call.op(
      "cumsum", mask.reshape([count]).cast(.int64), with: ["axis": .int(0)])
    let place = try call.op(
      "clip", before - 1, with: ["min": .int(0), "max": .int(max(0, rows.shape[0] - 1))])
    let taken = try call.op("index_select", rows, place, with: ["axis": .int(0)])
    return try taken.reshape(mask.shape + rows.shape.dropFirst())
  }

  /// x with values at the places that several tensors name together, or that a mask names.
  private static func put(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    guard case .tensors(let given)? = call.arguments["indices"] else {
      throw Mismatch("argument indices: a list of tensors is required")
    }
    let dims = given.indices.filter { given[$0] != nil }
    let places = given.compactMap(\.self)
    guard let first = dims.first, let last = dims.last else {
      return try call.tensor("values").expand(x.shape)
    }
    let adds = call.bool("accumulate", default: false)
    let isMask = places.map { $0.dtype == .bool || $0.dtype == .uint8 }
    if isMask.contains(true) {
      guard places.count == 1 else { throw Mismatch("a mask beside other indices") }
      return try masked(call, x, places[0], from: first, adds: adds)
    }
    let rest = x.shape.indices.filter { !dims.contains($0) }
    let common = try broadcast(places.map(\.shape))
    let indices = try zip(dims, places).map { dim, index -> Value in
      let counted = try call.op("where", index .< 0, index + x.shape[dim], index).cast(.int64)
      return try counted.shape == common ? counted : counted.expand(common)
    }
    // What indexed dims become stands in their place where they are neighbours, else in front.
    let front = last - first + 1 == dims.count ? first : 0
    let kept = rest.map { x.shape[$0] }
    let shape = kept[..<front] + common + kept[front...]
    var values = try call.tensor("values")
    if values.dtype != x.dtype { values = try values.cast(x.dtype) }
    if values.shape != Array(shape) { values = try values.expand(Array(shape)) }
    let size = common.count
    values = try values.permute(
      Array(front..<front + size) + Array(0..<front) + Array(front + size..<shape.count))
    let order = dims + rest
    let made = try Value.apply(
      "index_put", [.one(x.permute(order)), .list(indices), .one(values)],
      ["accumulate": .bool(adds)])[0]
    return try made.permute(order.indices.map { order.firstIndex(of: $0) ?? 0 })
  }

  private static func masked(
    _ call: CompositionCall, _ x: Value, _ mask: Value, from first: Int, adds: Bool
  ) throws -> Value {
    let end = first + mask.shape.count
    guard end <= x.shape.count, Array(x.shape[first..<end]) == mask.shape else {
      throw Mismatch("a mask of shape \(mask.shape) as an index of \(x.shape)")
    }
    let trailing = Array(x.shape[end...])
    let isTrue = try (mask.dtype == .bool ? mask : mask .!= 0).reshape(
      mask.shape + trailing.map { _ in 1 })
    var values = try call.tensor("values")
    if values.dtype != x.dtype { values = try values.cast(x.dtype) }
    // One of the values for each place that is true, or one for all of them.
    if values.shape.count > trailing.count,
      values.shape[values.shape.count - trailing.count - 1] != 1
    {
      guard first == 0, values.shape.count == trailing.count + 1 else {
        throw Mismatch("a mask as an index, with a value for each place")
      }
      values = try chosen(call, values, by: mask)
    } else if values.shape.count > trailing.count {
      guard first == 0, values.shape.count == trailing.count + 1 else {
        throw Mismatch("a mask as an index, with values of shape \(values.shape)")
      }
      values = try values.squeeze(0)
    }
    return try call.op("where", isTrue, adds ? x + values : values, x)
  }

  /// The shape that all of these broadcast to.
  private static func broadcast(_ shapes: [[Int]]) throws -> [Int] {
    let count = shapes.map(\.count).max() ?? 0
    return (0..<count).map { dim in
      let sizes = shapes.compactMap { shape -> Int? in
        let own = dim - (count - shape.count)
        return own < 0 ? nil : shape[own]
      }
      return sizes.first { $0 != 1 } ?? 1
    }
  }
}
