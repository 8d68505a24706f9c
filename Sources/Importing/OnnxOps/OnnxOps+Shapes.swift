import Elements
import Programs

extension OnnxOps {
  /// Views and arrangements.
  static let shapes: [String: Composition] = [
    "Reshape": { call in
      let x = try call.tensor(0)
      let shape = try OnnxFolding.reshaped(
        x.shape, to: call.ints(1, "shape"), allowsZero: call.int("allowzero", default: 0) == 1)
      // The op takes a 0 for the size that the tensor has at this place.
      guard zip(shape, x.shape + shape.map { _ in 1 }).allSatisfy({ $0 != 0 || $1 == 0 }) else {
        return [try call.constant([0], shape: shape, dtype: x.dtype)]
      }
      return [try x.reshape(shape)]
    },
    "Flatten": { call in
      let x = try call.tensor(0)
      return [try x.reshape(OnnxFolding.flattened(x.shape, call.int("axis", default: 1)))]
    },
    "Squeeze": { call in
      let x = try call.tensor(0)
      let axes = try call.optionalInts("axes", orInput: 1)
      // The op refuses what is no dim of size 1.
      let shape = try OnnxFolding.squeezed(x.shape, axes)
      if shape == x.shape { return [x] }
      return [
        try call.op(
          "squeeze", x, with: ["axis": .ints(axes ?? x.shape.indices.filter { x.shape[$0] == 1 })])
      ]
    },
    "Unsqueeze": { call in
      let x = try call.tensor(0)
      let axes = try call.optionalInts("axes", orInput: 1) ?? []
      return [try x.reshape(OnnxFolding.unsqueezed(x.shape, axes))]
    },
    "Transpose": { call in
      let x = try call.tensor(0)
      return [try x.permute(OnnxFolding.permutation(call.node.attributes, of: x.shape.count))]
    },
    "Expand": { call in
      let x = try call.tensor(0)
      let shape = try OnnxFolding.broadcast(x.shape, call.ints(1, "shape"))
      return [try shape == x.shape ? x : x.expand(shape)]
    },
    "Tile": { call in
      try [
        call.op(
          "tile", call.tensor(0), with: ["repeat_times": .ints(call.ints(1, "repeats"))])
      ]
    },
    "Split": { call in
      let x = try call.tensor(0)
      let axis = try call.place(call.int("axis", default: 0), of: x)
      let count = call.optionalInt("num_outputs") ?? call.node.outputs.count
      guard count > 0, axis < x.shape.count else { throw Mismatch("at least one part is required") }
      // Equal parts but for the last one.
      let size = (x.shape[axis] + count - 1) / count
      let equal = try countedPlaces(count).map { max(0, min(size, x.shape[axis] - $0 * size)) }
      let sizes = try call.optionalInts("split", orInput: 1) ?? equal
      return try call.ops("split", [x], ["sections": .ints(sizes), "axis": .int(axis)])
    },
    "Slice": { [try sliced($0)] },
    "Pad": { [try padded($0)] },
    "ConstantOfShape": { call in
      let value = try OnnxFolding.filling(call.node.attributes)
      return [
        try call.constant(value.doubles, shape: call.ints(0, "shape"), dtype: value.dtype)
      ]
    },
    "Range": { call in
      let (start, limit, delta) = (
        try call.numbers(0, "start"), try call.numbers(1, "limit"), try call.numbers(2, "delta")
      )
      guard let first = start.doubles.first, let last = limit.doubles.first,
        let step = delta.doubles.first, step != 0
      else { throw Mismatch("three numbers are required, the last of them not 0") }
      let count = max(0, ((last - first) / step).rounded(.up))
      guard count <= Double(OnnxFolding.mostElements) else {
        throw Mismatch("\(count) elements that are counted out, \(OnnxFolding.mostElements) are")
      }
      return [
        try call.constant(
          (0..<Int(count)).map { first + Double($0) * step }, shape: [Int(count)],
          dtype: start.dtype)
      ]
    },
    "Trilu": { call in
      let diagonal = try call.optionalInts(1, "k")?.first ?? 0
      return [
        try call.op(
          call.int("upper", default: 1) == 1 ? "triu" : "tril", call.tensor(0),
          with: ["diagonal": .int(diagonal)])
      ]
    },
    "EyeLike": { call in
      let x = try call.tensor(0)
      let dtype = call.optionalInt("dtype").map { DType(onnx: $0) } ?? x.dtype
      guard x.shape.count == 2, OnnxFolding.isSmall(x.shape), let dtype else {
        throw Mismatch("a small matrix is required")
      }
      let (columns, offset) = (x.shape[1], call.int("k", default: 0))
      let numbers = (0..<x.shape[0] * columns).map { place in
        place / columns + offset == place % columns ? 1.0 : 0
      }
      return [try call.constant(numbers, shape: x.shape, dtype: dtype)]
    },
    "DepthToSpace": { call in
      let x = try call.tensor(0)
      guard let size = call.optionalInt("blocksize"), size > 0, x.shape.count == 4,
        x.shape[1] % (size * size) == 0
      else { throw Mismatch("an image whose channels are a multiple of the block is required") }
      let (n, c, h, w) = (x.shape[0], x.shape[1] / (size * size), x.shape[2], x.shape[3])
      let isRowFirst = call.text("mode", default: "DCR") == "DCR"
      let parts = isRowFirst ? [n, size, size, c, h, w] : [n, c, size, size, h, w]
      let order = isRowFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
      return [try x.reshape(parts).permute(order).reshape([n, c, h * size, w * size])]
    },
    "SpaceToDepth": { call in
      let x = try call.tensor(0)
      guard let size = call.optionalInt("blocksize"), size > 0, x.shape.count == 4,
        x.shape[2] % size == 0, x.shape[3] % size == 0
      else { throw Mismatch("an image of whole blocks is required") }
      let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / size, x.shape[3] / size)
      return [
        try x.reshape([n, c, h, size, w, size]).permute([0, 3, 5, 1, 2, 4]).reshape([
          n, c * size * size, h, w,
        ])
      ]
    },
  ]

  /// Parts of dims; backwards where a step is negative.
  private static func sliced(_ call: OnnxCall) throws -> Value {
    var x = try call.tensor(0)
    let (starts, ends) = (try call.ints(1, "starts"), try call.ints(2, "ends"))
    let ranges = try OnnxFolding.sliced(
      x.shape, starts, ends, call.optionalInts(3, "axes"), call.optionalInts(4, "steps"))
    let turned = ranges.indices.filter { ranges[$0].step < 0 }
    if !turned.isEmpty { x = try call.op("flip", x, with: ["axis": .ints(turned)]) }
    var (axes, from, to, steps) = ([Int](), [Int](), [Int](), [Int]())
    for (dim, range) in ranges.enumerated() {
      let step = abs(range.step)
      let start = range.step < 0 ? x.shape[dim] - 1 - range.start : range.start
      guard range.count < x.shape[dim] || start > 0 else { continue }
      axes.append(dim)
      from.append(start)
      to.append(range.count == 0 ? start : start + (range.count - 1) * step + 1)
      steps.append(step)
    }
    if axes.isEmpty { return x }
    let attributes: [String: AttributeValue] = [
      "axes": .ints(axes), "starts": .ints(from), "ends": .ints(to),
    ]
    if steps.allSatisfy({ $0 == 1 }) { return try call.op("slice", x, with: attributes) }
    return try call.op(
      "strided_slice", x, with: attributes.merging(["strides": .ints(steps)]) { $1 })
  }

  private static func padded(_ call: OnnxCall) throws -> Value {
    let x = try call.tensor(0)
    let given = try call.optionalInts("pads", orInput: 1) ?? []
    let axes =
      try call.optionalInts(3, "axes")?.map { try call.place($0, of: x) }
      ?? Array(x.shape.indices)
    guard given.count == 2 * axes.count else {
      throw Mismatch("\(given.count) pads for \(axes.count) dims")
    }
    var (before, after) = (x.shape.map { _ in 0 }, x.shape.map { _ in 0 })
    for (number, dim) in axes.enumerated() {
      (before[dim], after[dim]) = (given[number], given[axes.count + number])
    }
    let mode = call.text("mode", default: "constant")
    let isConstant = mode == "constant"
    let number =
      call.isGiven(2)
      ? try call.numbers(2, "constant_value").doubles.first ?? 0 : call.float("value", default: 0)
    return try padded(
      call, x, before, after, with: isConstant ? number : nil,
      mode: ["edge": "replicate", "reflect": "reflect", "wrap": "circular"][mode] ?? mode)
  }

  /// - Parameter number: what stands around; nil where `mode` says it, in PyTorch's words.
  static func padded(
    _ call: OnnxCall, _ x: Value, _ before: [Int], _ after: [Int], with number: Double?,
    mode: String = "constant"
  ) throws -> Value {
    // What is cut off, first.
    var cut = x
    for dim in x.shape.indices where before[dim] < 0 || after[dim] < 0 {
      cut = try call.range(
        cut, along: dim, max(0, -before[dim]), x.shape[dim] + min(0, after[dim]))
    }
    let counts = zip(before, after).flatMap { [max(0, $0), max(0, $1)] }
    if counts.allSatisfy({ $0 == 0 }) { return cut }
    if let number {
      return try call.op(
        "pad", cut, with: ["paddings": .ints(counts), "pad_value": .double(number)])
    }
    // PyTorch counts from the last dim on.
    let turned = cut.shape.indices.reversed().flatMap { [counts[2 * $0], counts[2 * $0 + 1]] }
    return try call.aten(
      "pad.default", ["self": .tensor(cut), "pad": .ints(turned), "mode": .text(mode)])[0]
  }
}
