import Elements
import Programs

extension Compositions {
  /// Normalizations with outputs that ours do not have, or without what ours want.
  static let normalization: [String: Composition] = [
    "aten.native_layer_norm.default": { call in
      let x = try call.tensor("input")
      let axis = x.shape.count - (try call.ints("normalized_shape")).count
      return try withDeviation(call, axis: axis, of: x)
    },
    "aten.rms_norm.default": { call in
      let given = try call.tensor("input")
      // 16-bit floats are computed in float32.
      let x = try given.dtype.byteCount < 4 ? given.cast(.float32) : given
      let dims = (try call.ints("normalized_shape")).count
      let axes = Array(x.shape.count - dims..<x.shape.count)
      let square = try call.op(
        "mean", x * x, with: ["axis": .ints(axes), "keep_dim": .bool(true)])
      let normal = try x * call.op("rsqrt", square + call.number("eps"))
      let scaled = try call.optionalTensor("weight").map { try normal * $0 } ?? normal
      return [try scaled.dtype == given.dtype ? scaled : scaled.cast(given.dtype)]
    },
    "aten._weight_norm.default": { call in
      let (v, g) = (try call.tensor("v"), try call.tensor("g"))
      let dim = v.place(of: try call.int("dim", default: 0))
      let others = v.shape.indices.filter { $0 != dim }
      let sum = try call.op(
        "sum", v * v, with: ["axis": .ints(Array(others)), "keep_dim": .bool(true)])
      return [try v * (g / call.op("sqrt", sum))]
    },
  ]

  /// Scale and bias over several dims as rows.
  @Sendable static func flattenedScales(_ call: CompositionCall) throws
    -> [String: ImportedArgument]?
  {
    var changes: [String: ImportedArgument] = [:]
    for name in ["weight", "bias"] {
      guard let value = call.optionalTensor(name), value.shape.count > 1 else { continue }
      changes[name] = .tensor(try value.reshape([value.shape.reduce(1, *)]))
    }
    return changes.isEmpty ? nil : changes
  }

  /// PyTorch's default epsilon: that of the dtype, and of float32 for 16-bit floats.
  @Sendable static func namedEpsilon(_ call: CompositionCall) throws -> [String: ImportedArgument]?
  {
    if call.arguments["eps"]?.number != nil { return nil }
    let isWide = try call.tensor("input").dtype == .float64
    return ["eps": .double(isWide ? 0x1p-52 : 0x1p-23)]
  }

  /// The result, the mean, and one over the deviation, where PyTorch gives these with dims of size 1.
  private static func withDeviation(_ call: CompositionCall, axis: Int, of given: Value) throws
    -> [Value]
  {
    // 16-bit floats are computed in float32.
    let isNarrow = given.dtype.byteCount < 4
    let x = try isNarrow ? given.cast(.float32) : given
    let axes = Array(axis..<x.shape.count)
    let attributes: [String: AttributeValue] = ["axis": .ints(axes), "keep_dim": .bool(true)]
    let mean = try call.op("mean", x, with: attributes)
    let distance = try x - mean
    let variance = try call.op("mean", distance * distance, with: attributes)
    let scale = try call.op("rsqrt", variance + call.number("eps"))
    var result = try distance * scale
    // They may have been made rows.
    func shaped(_ value: Value) throws -> Value { try value.reshape(Array(x.shape[axis...])) }
    if let weight = call.optionalTensor("weight") { result = try result * shaped(weight) }
    if let bias = call.optionalTensor("bias") { result = try result + shaped(bias) }
    return try [result, mean, scale].map { try isNarrow ? $0.cast(given.dtype) : $0 }
  }
}
