import Elements
import Programs

extension Compositions {
  /// Elements at places that are counted out, and places of elements.
  static let places: [String: Composition] = [
    "aten.as_strided.default": { [try strided($0)] },
    "aten.as_strided_scatter.default": { call in
      let (x, part) = (try call.tensor("self"), try call.tensor("src"))
      let (all, places) = (x.shape.reduce(1, *), try stridedPlaces(call, x))
      let index = try call.recorder.constant(
        places.map(Double.init), shape: [places.count], dtype: .int64)
      return [
        try call.op(
          "put_along_axis", x.reshape([all]), index,
          part.cast(x.dtype).reshape([places.count]), with: ["axis": .int(0)]
        ).reshape(x.shape)
      ]
    },
    "aten.nonzero_static.default": { [try found($0)] },
    "aten.index_reduce.default": { call in
      let (part, places) = try spread(call)
      return try call.call(
        "aten.scatter_reduce.two",
        ["index": .tensor(places), "src": .tensor(part), "source": nil])
    },
    "aten.max_unpool2d.default": { call in
      let (x, index) = (try call.tensor("self"), try call.tensor("indices"))
      let size = try call.ints("output_size", count: 2)
      let outer = Array(x.shape.dropLast(2))
      let count = x.shape.suffix(2).reduce(1, *)
      let empty = try call.recorder.constant(
        [0], shape: outer + [size.reduce(1, *)], dtype: x.dtype)
      let flat = try call.call(
        "aten.scatter.src",
        [
          "self": .tensor(empty), "dim": .int(-1), "index": .tensor(index.reshape(outer + [count])),
          "src": .tensor(x.reshape(outer + [count])), "indices": nil, "output_size": nil,
        ])[0]
      return [try flat.reshape(outer + size)]
    },
    "aten.affine_grid_generator.default": { [try affineGrid($0)] },
  ]

  /// More elements are not counted out.
  private static let mostPlaces = 1 << 22

  /// Elements of the memory of a tensor that lies in order: the importer has seen to that.
  private static func strided(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let (sizes, places) = (try call.ints("size"), try stridedPlaces(call, x))
    let flat = try x.reshape([x.shape.reduce(1, *)])
    let (start, count) = (places.first ?? 0, places.count)
    if places.elementsEqual(start..<start + count) {
      return try call.range(flat, along: 0, start, start + count).reshape(sizes)
    }
    let index = try call.recorder.constant(places.map(Double.init), shape: [count], dtype: .int64)
    return try call.op("index_select", flat, index, with: ["axis": .int(0)]).reshape(sizes)
  }

  /// The places in memory that the arguments size, stride and storage_offset say.
  private static func stridedPlaces(_ call: CompositionCall, _ x: Value) throws -> [Int] {
    let (sizes, strides) = (try call.ints("size"), try call.ints("stride"))
    let start = try call.int("storage_offset", default: 0)
    let (count, all) = (sizes.reduce(1, *), x.shape.reduce(1, *))
    guard sizes.count == strides.count, count <= mostPlaces else {
      throw Mismatch("\(count) elements at places that are counted out, at most \(mostPlaces) are")
    }
    let end = zip(sizes, strides).reduce(start) { $0 + ($1.0 - 1) * $1.1 }
    guard start >= 0, end < all || count == 0 else {
      throw Mismatch("it takes element \(end) of a tensor of \(all)")
    }
    return zip(sizes, strides).reduce([start]) { places, dim in
      places.flatMap { place in (0..<dim.0).map { place + $0 * dim.1 } }
    }
  }

  /// The places of the first elements that are not 0: as many rows as were asked for, the rest filled.
  private static func found(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let (wanted, fill) = (try call.int("size"), try call.int("fill_value", default: -1))
    let all = x.shape.reduce(1, *)
    guard !x.shape.isEmpty, all > 0, wanted > 0 else { throw Mismatch("a tensor without dims") }
    let isOn = try x.reshape([all]).cast(.bool).cast(.int32)
    let sorted = try call.ops(
      "argsort", [isOn], ["axis": .int(0), "descending": .bool(true), "stable": .bool(true)])
    let count = min(wanted, all)
    let (flags, places) = (
      try call.range(sorted[0], along: 0, 0, count), try call.range(sorted[1], along: 0, 0, count)
    )
    var step = all
    let columns = try x.shape.map { size -> Value in
      step /= size
      let along = try call.op("floor_divide", places, call.scalar(Double(step), like: places))
      return try call.op("remainder", along, call.scalar(Double(size), like: along))
    }
    let rows = try call.op("stack", list: columns, with: ["axis": .int(1)])
    let filled = try call.op(
      "where", flags.cast(.bool).unsqueeze(1), rows, call.scalar(Double(fill), like: rows))
    guard wanted > count else { return filled }
    return try call.op(
      "pad", filled,
      with: ["paddings": .ints([0, wanted - count, 0, 0]), "pad_value": .double(Double(fill))])
  }

  /// For each pixel of images of a size, where an affine map takes it: [n, …, dims].
  private static func affineGrid(_ call: CompositionCall) throws -> Value {
    let theta = try call.tensor("theta")
    let sizes = Array(try call.ints("size").dropFirst(2))
    let isAligned = call.bool("align_corners", default: false)
    let count = sizes.reduce(1, *)
    guard theta.shape.count == 3, theta.shape[1] == sizes.count, count <= mostPlaces else {
      throw Mismatch("a map \(theta.shape) of images \(sizes)")
    }
    func place(_ index: Int, _ size: Int) -> Double {
      guard size > 1 else { return 0 }
      return isAligned
        ? 2 * Double(index) / Double(size - 1) - 1 : (2 * Double(index) + 1) / Double(size) - 1
    }
    // Column, row, depth, and 1.
    let numbers = (0..<count).flatMap { (pixel: Int) -> [Double] in
      var rest = pixel
      var row: [Double] = []
      for size in sizes.reversed() {
        row.append(place(rest % size, size))
        rest /= size
      }
      return row + [1]
    }
    let base = try call.recorder.constant(
      numbers, shape: [count, sizes.count + 1], dtype: theta.dtype)
    return try call.op("matmul", base, theta.swapaxes(1, 2)).reshape(
      [theta.shape[0]] + sizes + [sizes.count])
  }
}
