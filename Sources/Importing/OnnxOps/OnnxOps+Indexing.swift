import Elements
import Programs

extension OnnxOps {
  /// Look-ups, writes at indices, searches.
  static let indexing: [String: Composition] = [
    "Gather": { [try gathered($0)] },
    "GatherElements": { call in
      let x = try call.tensor(0)
      let axis = try call.place(call.int("axis", default: 0), of: x)
      let index = try counted(call, 1, x.shape[axis])
      return [
        try call.aten(
          "gather.default", ["self": .tensor(x), "dim": .int(axis), "index": .tensor(index)])[0]
      ]
    },
    "GatherND": { [try gatheredRows($0)] },
    "ScatterElements": { call in
      let x = try call.tensor(0)
      let axis = try call.place(call.int("axis", default: 0), of: x)
      let index = try counted(call, 1, x.shape[axis])
      let words = ["none": "assign", "add": "add", "mul": "mul", "max": "amax", "min": "amin"]
      let word = call.text("reduction", default: "none")
      guard let reduce = words[word] else { throw Mismatch("reduction is '\(word)'") }
      return [
        try call.op(
          "put_along_axis", x, index, call.tensor(2),
          with: ["axis": .int(axis), "reduce": .string(reduce)])
      ]
    },
    "ScatterND": { call in
      let (x, index, updates) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      let word = call.text("reduction", default: "none")
      guard word == "none" || word == "add", let depth = index.shape.last else {
        throw Mismatch("reduction is '\(word)'")
      }
      // A tensor of indices for each of the first dims.
      let dim = index.shape.count - 1
      guard depth <= x.shape.count else {
        throw Mismatch("indices of depth \(depth) into a tensor \(x.shape)")
      }
      let parts = try (0..<depth).map { number in
        let part = try call.range(index, along: dim, number, number + 1)
        return try positive(call, part.reshape(index.shape.dropLast()), x.shape[number])
      }
      return [
        try Value.apply(
          "index_put", [.one(x), .list(parts), .one(updates)],
          ["accumulate": .bool(word == "add")])[0]
      ]
    },
    "OneHot": { call in
      guard let depth = try call.numbers(1, "depth").doubles.first, depth >= 1 else {
        throw Mismatch("a depth of at least 1 is required")
      }
      let values = try call.tensor(2)
      let numbers = try countedPlaces(Int(exactly: depth.rounded(.down)) ?? .max)
      let places = try positive(call, call.tensor(0).cast(.int64), numbers.count)
      let steps = try call.constant(
        numbers.map(Double.init), shape: [numbers.count], dtype: .int64)
      let isHit = try places.unsqueeze(places.shape.count) .== steps
      let (off, on) = (
        try call.range(values, along: 0, 0, 1).reshape([]),
        try call.range(values, along: 0, 1, 2).reshape([])
      )
      let hot = try call.op("where", isHit, on, off)
      let count = hot.shape.count
      let axis = try OnnxFolding.place(call.int("axis", default: -1), of: count)
      if axis == count - 1 { return [hot] }
      var order = Array(0..<count - 1)
      order.insert(count - 1, at: axis)
      return [try hot.permute(order)]
    },
    "ArgMax": { [try extremum($0, "argmax")] },
    "ArgMin": { [try extremum($0, "argmin")] },
    "TopK": { call in
      let x = try call.tensor(0)
      guard let count = try call.ints(1, "K").first else { throw Mismatch("K is required") }
      return try call.ops(
        "topk", [x],
        [
          "k": .int(count), "axis": .int(call.place(call.int("axis", default: -1), of: x)),
          "largest": .bool(call.int("largest", default: 1) == 1),
        ])
    },
  ]

  /// The place of the largest or smallest element: the last one of equal ones where the call says so.
  private static func extremum(_ call: OnnxCall, _ op: String) throws -> Value {
    let x = try call.tensor(0)
    let axis = try call.place(call.int("axis", default: 0), of: x)
    let attributes: [String: AttributeValue] = [
      "axis": .int(axis), "keepdims": .bool(call.int("keepdims", default: 1) == 1),
    ]
    guard call.int("select_last_index", default: 0) == 1 else {
      return try call.op(op, x, with: attributes)
    }
    guard axis < x.shape.count else { throw Mismatch("a tensor with dims is required") }
    // The last one is the first one from the end.
    let place = try call.op(
      op, call.op("flip", x, with: ["axis": .ints([axis])]), with: attributes)
    return try (x.shape[axis] - 1) - place
  }

  /// Indices of which those below zero count from the end.
  private static func positive(_ call: OnnxCall, _ index: Value, _ size: Int) throws -> Value {
    try call.op("where", index .< 0, index + size, index)
  }

  /// The indices of an operand: where they are known, none is below zero.
  private static func counted(_ call: OnnxCall, _ place: Int, _ size: Int) throws -> Value {
    guard let known = try call.values.foldable(call.node.inputs[place]), let ints = known.ints
    else {
      return try positive(call, call.tensor(place), size)
    }
    if ints.allSatisfy({ $0 >= 0 }) { return try call.tensor(place) }
    let turned = FoldedTensor(known.dtype, known.shape, ints: ints.map { $0 < 0 ? $0 + size : $0 })
    return try call.values.constant(turned, call.node.inputs[place])
  }

  private static func gathered(_ call: OnnxCall) throws -> Value {
    let x = try call.tensor(0)
    let axis = try call.place(call.int("axis", default: 0), of: x)
    guard axis < x.shape.count else { throw Mismatch("a tensor with dims is required") }
    let size = x.shape[axis]
    let known = try call.values.foldable(call.node.inputs[1])
    if let known, known.shape.isEmpty, let number = known.ints?.first {
      let place = number < 0 ? number + size : number
      guard (0..<size).contains(place) else {
        throw Mismatch("index \(number) of a dim of \(size)")
      }
      return try call.aten(
        "select.int", ["self": .tensor(x), "dim": .int(axis), "index": .int(place)])[0]
    }
    // A table of weights, whose rows are counted from the first one on.
    if axis == 0, x.shape.count == 2, known == nil, call.values.isWeight(call.node.inputs[0]) {
      return try call.op("embedding", call.tensor(1), x)
    }
    let index = try counted(call, 1, size)
    let taken = try call.op(
      "index_select", x, index.reshape([index.shape.reduce(1, *)]), with: ["axis": .int(axis)])
    return try taken.reshape(x.shape[..<axis] + index.shape + x.shape[(axis + 1)...])
  }

  /// x at the places that rows of indices name; the first dims are those of a batch.
  private static func gatheredRows(_ call: OnnxCall) throws -> Value {
    let (x, index) = (try call.tensor(0), try call.tensor(1))
    let batch = call.int("batch_dims", default: 0)
    guard let depth = index.shape.last, batch >= 0, batch + depth <= x.shape.count,
      batch < index.shape.count, x.shape[..<batch] == index.shape[..<batch]
    else { throw Mismatch("indices of shape \(index.shape) of a tensor of shape \(x.shape)") }
    let indexed = Array(x.shape[batch..<batch + depth])
    // One number for all indexed dims, counted on through the batch.
    let last = index.shape.count - 1
    let outer = Array(index.shape.dropLast())
    var flat: Value?
    for (number, size) in indexed.enumerated() {
      let part = try positive(
        call, call.range(index, along: last, number, number + 1).reshape(outer), size)
      flat = try flat.map { try $0 * size + part } ?? part
    }
    guard var place = flat else { throw Mismatch("indices of depth 0") }
    let rows = indexed.reduce(1, *)
    let batches = x.shape[..<batch].reduce(1, *)
    if batch > 0 {
      let starts = try call.constant(
        countedPlaces(batches).map { Double($0 * rows) },
        shape: Array(x.shape[..<batch])
          + [Int](repeating: 1, count: outer.count - batch), dtype: place.dtype)
      place = try place + starts
    }
    let rest = Array(x.shape[(batch + depth)...])
    let taken = try call.op(
      "index_select", x.reshape([batches * rows] + rest), place.reshape([outer.reduce(1, *)]),
      with: ["axis": .int(0)])
    return try taken.reshape(outer + rest)
  }
}
