import Elements
import Programs

extension Compositions {
  /// Look-ups by tensors of indices.
  static let indexing: [String: Composition] = [
    "aten.index.Tensor": index,
    "aten.embedding.default": { call in
      let (table, places) = (try call.tensor("weight"), try call.tensor("indices"))
      return [try call.op("embedding", places, table)]
    },
    "aten.narrow.default": { call in
      let start = try call.int("start")
      return [
        try call.range(
          call.tensor("self"), along: call.int("dim"), start, start + call.int("length"))
      ]
    },
    "aten.select_scatter.default": { call in
      let (x, part) = (try call.tensor("self"), try call.tensor("src"))
      let dim = x.place(of: try call.int("dim"))
      let given = try call.int("index")
      let index = given < 0 ? given + x.shape[dim] : given
      return [
        try call.joined(
          [
            call.range(x, along: dim, 0, index), part.unsqueeze(dim),
            call.range(x, along: dim, index + 1, .max),
          ].filter { !$0.shape.contains(0) }, along: dim)
      ]
    },
    "aten.slice_scatter.default": { call in
      let (x, part) = (try call.tensor("self"), try call.tensor("src"))
      let step = try call.int("step", default: 1)
      let dim = x.place(of: try call.int("dim", default: 0))
      let size = x.shape[dim]
      func bound(_ number: Int) -> Int { min(max(number < 0 ? number + size : number, 0), size) }
      let (start, end) = (
        bound(call.optionalInt("start") ?? 0), bound(call.optionalInt("end") ?? .max)
      )
      if step != 1 {
        // Each place takes its own element, or one of the part's, which stand behind all of them.
        let order = try countedPlaces(size).map { place in
          place >= start && place < end && (place - start) % step == 0
            ? Double(size + (place - start) / step) : Double(place)
        }
        let index = try call.recorder.constant(order, shape: [size], dtype: .int64)
        return [
          try call.op(
            "index_select", call.joined([x, part], along: dim), index, with: ["axis": .int(dim)])
        ]
      }
      return [
        try call.joined(
          [
            call.range(x, along: dim, 0, start), part,
            call.range(x, along: dim, max(start, end), .max),
          ]
          .filter { !$0.shape.contains(0) }, along: dim)
      ]
    },
    "aten.diagonal.default": { [try diagonal($0)] },
    "aten.trace.default": { call in [try call.op("sum", diagonal(call))] },
    "aten.index_add.default": { call in
      let (part, places) = try spread(call)
      let scaled = try call.number("alpha", default: 1) == 1 ? part : part * call.number("alpha")
      return try call.call(
        "aten.scatter_add.default",
        ["index": .tensor(places), "src": .tensor(scaled), "source": nil, "alpha": nil])
    },
    "aten.scatter.value": { call in
      let index = try call.tensor("index")
      let source = try call.filled("value", index.shape, call.tensor("self").dtype)
      return try call.call("aten.scatter.src", ["value": nil, "src": .tensor(source)])
    },
    "aten.unfold.default": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dimension"))
      let (size, step) = (try call.int("size"), try call.int("step"))
      guard step > 0, (0...x.shape[dim]).contains(size) else {
        throw Mismatch("windows of \(size) elements, \(step) apart, of \(x.shape[dim])")
      }
      let count = (x.shape[dim] - size) / step + 1
      let places = try countedPlaces(count, size).map { Double($0 / size * step + $0 % size) }
      let index = try call.recorder.constant(places, shape: [places.count], dtype: .int64)
      let taken = try call.op("index_select", x, index, with: ["axis": .int(dim)])
      let split = try taken.reshape(x.shape[..<dim] + [count, size] + x.shape[(dim + 1)...])
      let last = split.shape.count
      return [try split.permute((0..<last).filter { $0 != dim + 1 } + [dim + 1])]
    },
    "aten.bincount.default": { call in
      guard let count = call.expected?.shape.first else {
        throw Mismatch("its length is not known")
      }
      let places = try call.tensor("self")
      let hits = try call.op("one_hot", places, with: ["num_classes": .int(count)])
      return [try call.op("sum", hits.cast(.int64), with: ["axis": .ints([0])])]
    },
  ]

  /// The source of a call, and for each of its elements the place that the call's list has along the dim.
  static func spread(_ call: CompositionCall) throws -> (source: Value, places: Value) {
    let (part, index) = (try call.tensor("source"), try call.tensor("index"))
    var shape = [Int](repeating: 1, count: part.shape.count)
    shape[part.place(of: try call.int("dim"))] = index.shape.reduce(1, *)
    return (part, try index.reshape(shape).expand(part.shape))
  }

  private static func diagonal(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let (first, second) = (
      x.place(of: try call.int("dim1", default: 0)), x.place(of: try call.int("dim2", default: 1))
    )
    let offset = try call.int("offset", default: 0)
    let rest = x.shape.indices.filter { $0 != first && $0 != second }
    let moved = try x.permute(rest + [first, second])
    let (rows, columns) = (x.shape[first], x.shape[second])
    let (top, left) = (max(0, -offset), max(0, offset))
    let count = max(0, min(rows - top, columns - left))
    let places = try countedPlaces(count).map { Double((top + $0) * columns + left + $0) }
    let flat = try moved.reshape(rest.map { x.shape[$0] } + [rows * columns])
    let index = try call.recorder.constant(places, shape: [count], dtype: .int64)
    return try call.op("index_select", flat, index, with: ["axis": .int(rest.count)])
  }

  /// The rows that a mask of the first dims chooses, where the file says how many they are.
  private static func chosen(_ call: CompositionCall, _ x: Value, by mask: Value, of count: Int)
    throws -> Value
  {
    let dims = mask.shape.count
    guard count == 1, let rows = call.expected?.shape.first, dims > 0,
      Array(x.shape.prefix(dims)) == mask.shape
    else {
      throw Mismatch("a mask as an index: how many elements it takes depends on values")
    }
    let total = mask.shape.reduce(1, *)
    // Those that are chosen stand first, in their order.
    let order = try call.ops(
      "argsort", [mask.reshape([total]).cast(.int32)],
      ["axis": .int(0), "descending": .bool(true), "stable": .bool(true)])[1]
    let rest = Array(x.shape.dropFirst(dims))
    return try call.op(
      "index_select", x.reshape([total] + rest), call.range(order, along: 0, 0, rows),
      with: ["axis": .int(0)])
  }

  /// x at the places that several tensors name together, each for a dim; dims without a tensor stay.
  private static func index(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    guard case .tensors(let given)? = call.arguments["indices"] else {
      throw Mismatch("argument indices: a list of tensors is required")
    }
    if let mask = given.first ?? nil, mask.dtype == .bool || mask.dtype == .uint8 {
      return [try chosen(call, x, by: mask, of: given.count)]
    }
    let dims = given.indices.filter { given[$0] != nil }
    let places = given.compactMap(\.self)
    guard let first = dims.first, let last = dims.last else { return [x] }
    if places.contains(where: { $0.dtype == .bool || $0.dtype == .uint8 }) {
      throw Mismatch("a mask as an index: how many elements it takes depends on values")
    }
    // One number for all indexed dims.
    var flat: Value?
    for (dim, index) in zip(dims, places) {
      let size = x.shape[dim]
      let counted = try call.op("where", index .< 0, index + size, index).cast(.int64)
      flat = try flat.map { try $0 * size + counted } ?? counted
    }
    guard let flat else { return [x] }
    let rest = x.shape.indices.filter { !dims.contains($0) }
    let moved = try x.permute(dims + rest)
    let count = dims.reduce(1) { $0 * x.shape[$1] }
    let rows = try moved.reshape([count] + rest.map { x.shape[$0] })
    let taken = try call.op(
      "index_select", rows, flat.reshape([flat.shape.reduce(1, *)]), with: ["axis": .int(0)])
    let result = try taken.reshape(flat.shape + rest.map { x.shape[$0] })
    // Where the indexed dims are neighbours, what they become stands in their place.
    guard last - first + 1 == dims.count, first > 0 else { return [result] }
    let size = flat.shape.count
    let order =
      (0..<first).map { size + $0 } + Array(0..<size) + (first..<rest.count).map { size + $0 }
    return [try result.permute(order)]
  }
}

extension Value {
  /// A dim that may count from the end.
  func place(of dim: Int) -> Int { dim < 0 ? dim + shape.count : dim }
}

extension CompositionCall {
  func range(_ tensor: Value, along dim: Int, _ start: Int, _ end: Int) throws -> Value {
    try op(
      "slice", tensor,
      with: ["axes": .ints([dim]), "starts": .ints([start]), "ends": .ints([end])])
  }
}
