import Elements
import Programs

extension Compositions {
  /// Views and arrangements that are several of ours.
  static let shapes: [String: Composition] = {
    var table = views
    for dims in 1...3 {
      for (name, mode) in [("reflection", "reflect"), ("replication", "replicate")] {
        table["aten.\(name)_pad\(dims)d.default"] = { [try edgePadded($0, mode, "padding")] }
      }
    }
    return table
  }()

  /// PyTorch takes tensors of the shape [0] among those of more dims, and counts only their dtype.
  @Sendable static func withoutEmpty(_ call: CompositionCall) throws -> [String: ImportedArgument]?
  {
    guard case .tensors(let given)? = call.arguments["tensors"] else { return nil }
    let tensors = given.compactMap(\.self)
    let kept = tensors.filter { $0.shape != [0] }
    guard kept.count < tensors.count, let first = kept.first, first.shape.count > 1 else {
      return nil
    }
    let dtype = call.expected?.dtype ?? first.dtype
    return [
      "tensors": .tensors(try kept.map { try $0.dtype == dtype ? $0 : $0.cast(dtype) })
    ]
  }

  private static let views: [String: Composition] = [
    "aten.unflatten.int": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim"))
      var sizes = try call.ints("sizes")
      if let open = sizes.firstIndex(of: -1) {
        let known = sizes.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
        sizes[open] = known == 0 ? 0 : x.shape[dim] / known
      }
      return [try x.reshape(x.shape[..<dim] + sizes + x.shape[(dim + 1)...])]
    },
    "aten.numpy_T.default": { call in
      let x = try call.tensor("self")
      return [try x.permute(x.shape.indices.reversed())]
    },
    "aten.mT.default": { [try $0.tensor("self").swapaxes(-1, -2)] },
    "aten.rot90.default": { call in
      let x = try call.tensor("self")
      let dims = try call.ints("dims", default: [0, 1]).map(x.place)
      func flipped(_ value: Value, _ dim: Int) throws -> Value {
        try call.op("flip", value, with: ["axis": .ints([dim])])
      }
      return switch (try call.int("k", default: 1) % 4 + 4) % 4 {
      case 1: [try flipped(x, dims[1]).swapaxes(dims[0], dims[1])]
      case 2: [try flipped(flipped(x, dims[0]), dims[1])]
      case 3: [try flipped(x, dims[0]).swapaxes(dims[0], dims[1])]
      default: [x]
      }
    },
    "aten.pixel_shuffle.default": { call in
      let x = try call.tensor("self")
      let factor = try call.int("upscale_factor")
      let count = x.shape.count
      let (outer, channels) = (Array(x.shape.dropLast(3)), x.shape[count - 3])
      let (rows, columns) = (x.shape[count - 2], x.shape[count - 1])
      let parts = outer + [channels / factor / factor, factor, factor, rows, columns]
      let base = outer.count
      let order = Array(0..<base) + [0, 3, 1, 4, 2].map { base + $0 }
      return [
        try x.reshape(parts).permute(order).reshape(
          outer + [channels / factor / factor, rows * factor, columns * factor])
      ]
    },
    "aten.meshgrid.indexing": { try grid($0) },
    "aten.meshgrid.default": { try grid($0) },
    "aten.hstack.default": { call in
      let tensors = try list(call)
      return [try call.joined(tensors, along: tensors[0].shape.count == 1 ? 0 : 1)]
    },
    "aten.vstack.default": { call in
      let rows = try list(call).map { try $0.shape.count == 1 ? $0.unsqueeze(0) : $0 }
      return [try call.joined(rows, along: 0)]
    },
    "aten.broadcast_tensors.default": { call in
      let tensors = try list(call)
      let dims = tensors.map(\.shape.count).max() ?? 0
      let shape = (0..<dims).map { dim in
        tensors.map { value in
          let own = dim - (dims - value.shape.count)
          return own < 0 ? 1 : value.shape[own]
        }.reduce(1) { $0 == 1 ? $1 : $0 }
      }
      return try tensors.map { try $0.shape == shape ? $0 : $0.expand(shape) }
    },
    "aten.pad.default": { call in
      if call.words("mode", default: "constant") == "constant" { return try cropped(call) }
      return [try edgePadded(call, call.words("mode", default: "constant"), "pad")]
    },
    "aten.constant_pad_nd.default": cropped,
    "aten.tensor_split.sections": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim", default: 0))
      let (size, count) = (x.shape[dim], try call.int("sections"))
      guard count > 0 else { throw Mismatch("argument sections must be at least 1") }
      return try split(
        call, x, dim, countedPlaces(count).map { size / count + ($0 < size % count ? 1 : 0) })
    },
    "aten.tensor_split.indices": { call in
      let x = try call.tensor("self")
      let dim = x.place(of: try call.int("dim", default: 0))
      let size = x.shape[dim]
      let ends = try call.ints("indices").map { min(max($0 < 0 ? $0 + size : $0, 0), size) }
      let starts = [0] + ends
      return try split(call, x, dim, zip(starts, ends + [size]).map { max(0, $1 - $0) })
    },
    "aten.pad_sequence.default": { call in
      guard case .tensors(let given)? = call.arguments["sequences"] else {
        throw Mismatch("argument sequences: a list of tensors is required")
      }
      let rows = given.compactMap(\.self)
      let longest = rows.map { $0.shape[0] }.max() ?? 0
      let isLeft = call.words("padding_side", default: "right") == "left"
      let padded = try rows.map { row -> Value in
        let room = longest - row.shape[0]
        let counts = [isLeft ? room : 0, isLeft ? 0 : room]
        let rest = [Int](repeating: 0, count: 2 * (row.shape.count - 1))
        return try call.op(
          "pad", row,
          with: [
            "paddings": .ints(counts + rest),
            "pad_value": .double(try call.number("padding_value", default: 0)),
          ])
      }
      let axis = call.bool("batch_first", default: false) ? 0 : 1
      return [try call.op("stack", list: padded, with: ["axis": .int(axis)])]
    },
  ]

  /// The argument tensors.
  static func list(_ call: CompositionCall) throws -> [Value] {
    guard case .tensors(let given)? = call.arguments["tensors"], !given.isEmpty else {
      throw Mismatch("argument tensors: a list of tensors is required")
    }
    return given.compactMap(\.self)
  }

  private static func grid(_ call: CompositionCall) throws -> [Value] {
    let tensors = try list(call)
    let turns = call.words("indexing", default: "ij") == "xy" && tensors.count > 1
    let sizes = tensors.map { $0.shape.reduce(1, *) }
    let order = turns ? [1, 0] + Array(tensors.indices.dropFirst(2)) : Array(tensors.indices)
    return try tensors.indices.map { number in
      var shape = [Int](repeating: 1, count: tensors.count)
      let place = order.firstIndex(of: number) ?? number
      shape[place] = sizes[number]
      return try tensors[number].reshape(shape).expand(order.map { sizes[$0] })
    }
  }

  private static func split(_ call: CompositionCall, _ x: Value, _ dim: Int, _ sizes: [Int]) throws
    -> [Value]
  {
    try call.ops("split", [x], ["sections": .ints(sizes), "axis": .int(dim)])
  }

  /// Where a count is negative, so many are cut off.
  @Sendable private static func cropped(_ call: CompositionCall) throws -> [Value] {
    var x = try call.tensor("self")
    let counts = try call.ints("pad")
    guard counts.contains(where: { $0 < 0 }) else { throw Mismatch("these counts") }
    for (place, count) in counts.enumerated() where count < 0 {
      let dim = x.shape.count - 1 - place / 2
      let (start, end) = place % 2 == 0 ? (-count, x.shape[dim]) : (0, x.shape[dim] + count)
      guard end >= start else { throw Mismatch("more is cut off than there is") }
      x = try call.range(x, along: dim, start, end)
    }
    return try call.call(
      nil, ["self": .tensor(x), "pad": .ints(counts.map { max(0, $0) })])
  }

  /// Edges repeated, mirrored, or taken from the other side.
  static func edgePadded(_ call: CompositionCall, _ mode: String, _ argument: String) throws
    -> Value
  {
    var x = try call.tensor("self")
    let counts = try call.ints(argument)
    guard counts.count % 2 == 0, counts.count / 2 <= x.shape.count else {
      throw Mismatch("two counts for each of at most \(x.shape.count) dims")
    }
    for pair in 0..<counts.count / 2 {
      let dim = x.shape.count - 1 - pair
      let size = x.shape[dim]
      let (before, after) = (counts[2 * pair], counts[2 * pair + 1])
      if before == 0, after == 0 { continue }
      guard size > 0, [size, before, after].allSatisfy({ $0.magnitude < 1 << 40 }) else {
        throw Mismatch("\(before) elements before and \(after) behind \(size)")
      }
      // What is cut off is not repeated on the other side.
      let start = max(0, -before)
      let kept = max(1, size - start - max(0, -after))
      let places = try countedPlaces(size + before + after).map { index -> Double in
        let place = index - before
        return switch mode {
        case "replicate": Double(min(max(place, 0), size - 1))
        case "circular": Double(((place - start) % kept + kept) % kept + start)
        case "reflect": Double(place < 0 ? -place : place >= size ? 2 * size - 2 - place : place)
        default: throw Mismatch("argument mode is \(mode)")
        }
      }
      let index = try call.recorder.constant(places, shape: [places.count], dtype: .int64)
      x = try call.op("index_select", x, index, with: ["axis": .int(dim)])
    }
    return x
  }
}
