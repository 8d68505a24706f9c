import Elements
import Ops
import Programs

extension OnnxOps {
  /// Normalizations of some dims.
  static let normalization: [String: Composition] = [
    "BatchNormalization": { try batchNorm($0) },
    "LayerNormalization": { try layerNorm($0) },
    "RMSNormalization": { [try rootNorm($0)] },
    "GroupNormalization": { [try groupNorm($0, scalesGroups: false)] },
    "LpNormalization": { call in
      let x = try call.tensor(0)
      let axis = AttributeValue.ints([try call.place(call.int("axis", default: -1), of: x)])
      let isSum = call.int("p", default: 2) == 1
      let each = isSum ? try call.op("abs", x) : try x * x
      let sum = try call.op("sum", each, with: ["axis": axis, "keep_dim": .bool(true)])
      // What has no length stays zero.
      let safe = try call.op("where", sum .== 0, call.scalar(1, like: sum), sum)
      return [try x / (isSum ? safe : call.op("sqrt", safe))]
    },
    "MeanVarianceNormalization": { call in
      let x = try call.tensor(0)
      let axes = try (call.optionalInts("axes") ?? [0, 2, 3]).map { try call.place($0, of: x) }
      let distance = try x - mean(call, x, axes)
      return [try distance / (call.op("sqrt", mean(call, distance * distance, axes)) + 1e-9)]
    },
  ]

  private static func mean(_ call: OnnxCall, _ x: Value, _ axes: [Int]) throws -> Value {
    try call.op("mean", x, with: ["axis": .ints(axes), "keep_dim": .bool(true)])
  }

  /// Batch normalization; in training by the batch's own statistics, which are then mixed into the running ones.
  private static func batchNorm(_ call: OnnxCall) throws -> [Value] {
    let x = try call.tensor(0)
    guard x.shape.count > 1 else { throw Mismatch("a tensor with channels is required") }
    let others = x.shape.indices.filter { $0 != 1 }
    func row(_ place: Int) throws -> Value {
      try call.along(call.tensor(place), 1, of: x.shape.count)
    }
    let isTrained = call.int("training_mode", default: 0) == 1
    let distance = try x - (isTrained ? mean(call, x, others) : row(3))
    let variance = try isTrained ? mean(call, distance * distance, others) : row(4)
    let narrow = try call.op("rsqrt", variance + call.float("epsilon", default: 1e-5))
    let result = try distance * narrow * row(1) + row(2)
    guard isTrained else { return [result] }
    let momentum = call.float("momentum", default: 0.9)
    let seen = try [mean(call, x, others), variance].map { try $0.reshape([x.shape[1]]) }
    return [
      result, try call.tensor(3) * momentum + seen[0] * (1 - momentum),
      try call.tensor(4) * momentum + seen[1] * (1 - momentum),
    ]
  }

  private static func layerNorm(_ call: OnnxCall) throws -> [Value] {
    let x = try call.tensor(0)
    let axis = try call.place(call.int("axis", default: -1), of: x)
    let epsilon = call.float("epsilon", default: 1e-5)
    // Scale and bias as rows.
    let width = x.shape[axis...].reduce(1, *)
    let rows = try [1, 2].compactMap { try call.optionalTensor($0) }.map { row in
      guard row.shape.reduce(1, *) == width else {
        throw Mismatch("a scale of shape \(row.shape) for dims \(x.shape[axis...])")
      }
      return try row.shape.count == 1 ? row : row.reshape([width])
    }
    let made = try call.ops(
      "layer_norm", [x] + rows, ["epsilon": .double(epsilon), "begin_norm_axis": .int(axis)])
    guard call.node.outputs.count > 1, made.count > 2 else { return [made[0]] }
    guard let dtype = DType(onnx: call.int("stash_type", default: 1)) else {
      throw Mismatch("stash_type is \(call.int("stash_type", default: 1))")
    }
    let shape = x.shape[..<axis] + x.shape[axis...].map { _ in 1 }
    let parts = [made[1], try call.op("rsqrt", made[2] + epsilon)]
    return [made[0]]
      + (try parts.map { try $0.cast(dtype).reshape(Array(shape)) })
  }

  private static func rootNorm(_ call: OnnxCall) throws -> Value {
    let (x, scale) = (try call.tensor(0), try call.tensor(1))
    let axis = try call.place(call.int("axis", default: -1), of: x)
    let epsilon = call.float("epsilon", default: 1e-5)
    if axis == x.shape.count - 1, scale.shape == [x.shape[axis]] {
      return try call.ops("rms_norm", [x, scale], ["epsilon": .double(epsilon)])[0]
    }
    let square = try mean(call, x * x, Array(axis..<x.shape.count))
    return try x * call.op("rsqrt", square + epsilon) * scale
  }

  /// - Parameter scalesGroups: whether scale and bias have a number for each group, and not for each channel.
  static func groupNorm(_ call: OnnxCall, scalesGroups: Bool) throws -> Value {
    let x = try call.tensor(0)
    guard let groups = call.optionalInt("num_groups"), groups > 0, x.shape.count > 1,
      x.shape[1] % groups == 0
    else { throw Mismatch("num_groups: a divisor of the channels is required") }
    let rows = try [1, 2].map { place in
      let row = try call.tensor(place)
      guard scalesGroups else { return row }
      return try call.op(
        "repeat_interleave", row,
        with: ["repeats": .int(x.shape[1] / groups), "axis": .int(0)])
    }
    return try call.ops(
      "group_norm", [x] + rows,
      ["groups": .int(groups), "epsilon": .double(call.float("epsilon", default: 1e-5))])[0]
  }
}
