import Elements
import Ops
import Programs

extension Compositions {
  /// Fake quantisation: numbers rounded to the integers of a range, and scaled back.
  static let fakeQuantization: [String: Composition] = [
    "aten.fake_quantize_per_tensor_affine.default": { try wholeTensor($0) },
    "aten.fake_quantize_per_tensor_affine_cachemask.default": { try wholeTensor($0) },
    "aten.fake_quantize_per_tensor_affine.tensor_qparams": { try channels($0) },
    "aten._fake_quantize_per_tensor_affine_cachemask_tensor_qparams.default": { call in
      let isOn = try call.tensor("fake_quant_enabled")
      let made = try channels(call)
      let x = try call.tensor("self")
      return [try call.op("where", isOn.cast(.bool).reshape([]), made[0], x), made[1]]
    },
    "aten.fake_quantize_per_channel_affine.default": { try channels($0) },
    "aten.fake_quantize_per_channel_affine_cachemask.default": { try channels($0) },
  ]

  private static func wholeTensor(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    return try quantised(
      call, x, scale: call.scalar(call.number("scale"), like: x),
      zero: call.scalar(call.number("zero_point"), like: x))
  }

  /// With tensors of scales and zero points: one for all elements, or one for each index along `axis`.
  private static func channels(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    var shape: [Int] = []
    if let axis = call.optionalInt("axis") {
      let dim = x.place(of: axis)
      shape = x.shape.indices.map { $0 == dim ? x.shape[dim] : 1 }
    }
    let zero = try call.tensor("zero_point")
    guard zero.dtype.isInteger else { throw Mismatch("zeros that are no integers") }
    return try quantised(
      call, x, scale: call.tensor("scale").reshape(shape).cast(x.dtype),
      zero: zero.reshape(shape).cast(x.dtype))
  }

  /// The result, and whether each element is in the range. The gradient is 1 inside the range and 0 outside.
  private static func quantised(
    _ call: CompositionCall, _ x: Value, scale: Value, zero: Value
  ) throws -> [Value] {
    let (low, high) = (try call.number("quant_min"), try call.number("quant_max"))
    let whole = try call.op("round", x * (1.0 / scale)) + zero
    let isIn = try call.op("logical_and", whole .>= low, whole .<= high)
    let made =
      try (call.op("clip", whole, with: ["min": .double(low), "max": .double(high)]) - zero) * scale
    // What is added is 0.
    let slope = try call.op("where", isIn, x, call.scalar(0, like: x))
    return [try call.op("detach", made) + (slope - call.op("detach", slope)), isIn]
  }
}
