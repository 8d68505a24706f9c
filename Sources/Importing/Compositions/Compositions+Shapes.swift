import Elements
import Programs

extension Compositions {
  /// Views and arrangements that are several of ours.
  static let shapes: [String: Composition] = [
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
    "aten.upsample_nearest2d.vec": nearest,
    "aten.upsample_nearest2d.default": nearest,
  ]

  private static func list(_ call: CompositionCall) throws -> [Value] {
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

  /// Each pixel of the result is one of the source: row i is row floor(i * rows / wanted rows).
  private static func nearest(_ call: CompositionCall) throws -> [Value] {
    guard let wanted = call.expected?.shape else { throw Mismatch("its shape is not known") }
    var x = try call.tensor(call.optionalTensor("input") != nil ? "input" : "self")
    for dim in x.shape.count - 2..<x.shape.count where x.shape[dim] != wanted[dim] {
      let (from, to) = (x.shape[dim], wanted[dim])
      if to % from == 0 {
        x = try call.op(
          "repeat_interleave", x, with: ["repeats": .int(to / from), "axis": .int(dim)])
      } else {
        let places = (0..<to).map { Double($0 * from / to) }
        let index = try call.recorder.constant(places, shape: [to], dtype: .int64)
        x = try call.op("index_select", x, index, with: ["axis": .int(dim)])
      }
    }
    return [x]
  }
}
