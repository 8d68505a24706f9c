import Elements
import Programs

extension OnnxOps {
  /// Numbers of 8 bits with a scale and a zero.
  static let quantization: [String: Composition] = [
    "DequantizeLinear": { call in
      let (x, scale) = (try call.tensor(0), try call.tensor(1))
      let row = try spread(call, scale, over: x)
      var number = try x.cast(scale.dtype)
      if let zero = try call.optionalTensor(2) {
        number = try number - spread(call, zero, over: x).cast(scale.dtype)
      }
      return [try number * row]
    },
    "QuantizeLinear": { call in
      let (x, scale) = (try call.tensor(0), try call.tensor(1))
      let row = try spread(call, scale, over: x)
      let zero = try call.optionalTensor(2)
      let dtype = try zero?.dtype ?? resultDType(call)
      var steps = try call.op("round", x / row)
      if let zero {
        steps = try steps + spread(call, zero, over: x).cast(x.dtype)
      }
      return [try saturated(call, steps, dtype)]
    },
    "DynamicQuantizeLinear": { call in
      let x = try call.tensor(0)
      let all = AttributeValue.ints(Array(x.shape.indices))
      let nothing = try call.scalar(0, like: x)
      let low = try call.op("minimum", call.op("min", x, with: ["axis": all]), nothing)
      let high = try call.op("maximum", call.op("max", x, with: ["axis": all]), nothing)
      let scale = try (high - low) / 255.0
      let zero = try saturated(call, call.op("round", nothing - low / scale), .uint8)
      let steps = try call.op("round", x / scale) + zero.cast(x.dtype)
      return [try saturated(call, steps, .uint8), scale, zero]
    },
    "MatMulInteger": { call in
      // Sums of products of 8 bits are exact in float64.
      // A zero for each row of the left one, and for each column of the right one.
      let left = try call.shifted(0, by: 2, along: -2)
      return [try call.op("matmul", left, call.shifted(1, by: 3, along: -1)).cast(.int32)]
    },
  ]

  /// Scales or zero points in a shape that broadcasts to the numbers: one for all, one for each index along a dim, or one
  /// for each block of indices.
  private static func spread(_ call: OnnxCall, _ given: Value, over x: Value) throws -> Value {
    if given.shape.isEmpty { return given }
    let axis = try call.place(call.int("axis", default: 1), of: x)
    let block = call.int("block_size", default: 0)
    guard block > 0 else { return try call.along(given, axis, of: x.shape.count) }
    guard block < 1 << 31, given.shape.count == x.shape.count,
      given.shape[axis] == (x.shape[axis] + block - 1) / block
    else { throw Mismatch("blocks of \(block): scales \(given.shape) for a tensor \(x.shape)") }
    let whole = try call.op(
      "repeat_interleave", given, with: ["repeats": .int(block), "axis": .int(axis)])
    if whole.shape[axis] == x.shape[axis] { return whole }
    return try call.range(whole, along: axis, 0, x.shape[axis])
  }

  private static func resultDType(_ call: OnnxCall) throws -> DType {
    let code = call.int("output_dtype", default: 2)
    guard let dtype = DType(onnx: code) else { throw Mismatch("to \(DType.onnxName(code))") }
    return dtype
  }

  /// Whole numbers as a narrow dtype holds them.
  private static func saturated(_ call: OnnxCall, _ x: Value, _ dtype: DType) throws -> Value {
    let (least, most): (Double, Double)
    switch dtype {
    case .uint8: (least, most) = (0, 255)
    case .int8: (least, most) = (-128, 127)
    case .uint16: (least, most) = (0, 65535)
    case .int16: (least, most) = (-32768, 32767)
    default: throw Mismatch("to \(dtype)")
    }
    return try call.op("clip", x, with: ["min": .double(least), "max": .double(most)]).cast(dtype)
  }
}

extension OnnxCall {
  /// An operand of whole numbers less its zero, as float64.
  ///
  /// - Parameter dim: the dim along which a list of zeros lies.
  func shifted(_ place: Int, by zeroPlace: Int, along dim: Int = 0) throws -> Value {
    let x = try tensor(place)
    guard let zero = try optionalTensor(zeroPlace) else { return try x.cast(.float64) }
    let count = zero.shape.reduce(1, *)
    // Zeros of batches have all dims.
    let own =
      count == 1
      ? try zero.reshape([])
      : zero.shape.count == 1 ? try along(zero, self.place(dim, of: x), of: x.shape.count) : zero
    return try x.cast(.float64) - own.cast(.float64)
  }
}
