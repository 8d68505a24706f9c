import Elements
import Programs

extension OnnxOps {
  /// Elementwise functions.
  static let arithmetic: [String: Composition] = [
    "Identity": { [try $0.tensor(0)] },
    "Dropout": { call in
      if call.isGiven(2), try call.numbers(2, "training_mode").ints != [0] {
        throw Mismatch("a dropout that is trained")
      }
      let x = try call.tensor(0)
      if call.node.outputs.count < 2 { return [x] }
      return [x, try call.constant([1], shape: x.shape, dtype: .bool)]
    },
    "Div": { call in
      let (x, y) = (try call.tensor(0), try call.tensor(1))
      return [try call.op(x.dtype.isFloating ? "divide" : "trunc_divide", x, y)]
    },
    "Mod": { call in
      try call.aten(
        "fmod.Tensor", ["self": .tensor(call.tensor(0)), "other": .tensor(call.tensor(1))])
    },
    "Pow": { call in
      let (x, y) = (try call.tensor(0), try call.tensor(1))
      if x.dtype == y.dtype { return [try call.op("elementwise_pow", x, y)] }
      // The result is of the base's dtype, whatever the exponent is of.
      let dtype: DType =
        x.dtype.isFloating && y.dtype.isInteger
        ? x.dtype : x.dtype.isInteger && y.dtype.isInteger ? .int64 : .float64
      func cast(_ value: Value) throws -> Value {
        try value.dtype == dtype ? value : value.cast(dtype)
      }
      let power = try call.op("elementwise_pow", cast(x), cast(y))
      return [try power.dtype == x.dtype ? power : power.cast(x.dtype)]
    },
    "Max": { [try folded($0, "maximum")] },
    "Min": { [try folded($0, "minimum")] },
    "Sum": { [try folded($0, "add")] },
    "Mean": { call in [try folded(call, "add") * (1 / Double(call.node.inputs.count))] },
    "Clip": { call in
      var x = try call.tensor(0)
      for (place, name, op) in [(1, "min", "maximum"), (2, "max", "minimum")] {
        if let number = try bound(call, place, name) {
          x = try call.op("clip", x, with: [name: .double(number)])
        } else if let tensor = try call.optionalTensor(place) {
          x = try call.op(op, x, tensor)
        }
      }
      return [x]
    },
    "PRelu": { call in
      let (x, slope) = (try call.tensor(0), try call.tensor(1))
      return [try call.op("where", x .>= 0, x, x * slope)]
    },
    "Swish": { call in
      let x = try call.tensor(0)
      let alpha = call.float("alpha", default: 1)
      return [try x * call.op("sigmoid", alpha == 1 ? x : x * alpha)]
    },
    "Shrink": { call in
      let x = try call.tensor(0)
      let (bias, width) = (call.float("bias", default: 0), call.float("lambd", default: 0.5))
      let zero = try call.scalar(0, like: x)
      let below = try call.op("where", x .< -width, x + bias, zero)
      return [try call.op("where", x .> width, x - bias, below)]
    },
    "IsInf": { call in
      let x = try call.tensor(0)
      let (negative, positive) = (
        call.int("detect_negative", default: 1), call.int("detect_positive", default: 1)
      )
      guard negative == 1 || positive == 1 else {
        return [try call.constant([0], shape: x.shape, dtype: .bool)]
      }
      return [try x .== (positive == 1 ? Double.infinity : -Double.infinity)]
    },
    "Cast": { call in
      guard let code = call.optionalInt("to"), let dtype = DType(onnx: code) else {
        throw Mismatch("a cast to \(DType.onnxName(call.int("to", default: 0)))")
      }
      let x = try call.tensor(0)
      return [try x.dtype == dtype ? x : x.cast(dtype)]
    },
    "CastLike": { call in
      let (x, y) = (try call.tensor(0), try call.tensor(1))
      return [try x.dtype == y.dtype ? x : x.cast(y.dtype)]
    },
  ]

  /// One op after the other.
  private static func folded(_ call: OnnxCall, _ op: String) throws -> Value {
    var result = try call.tensor(0)
    for place in call.node.inputs.indices.dropFirst() {
      result = try call.op(op, result, call.tensor(place))
    }
    return result
  }

  /// A number that is known at import, of an operand or, in older versions, of an attribute.
  private static func bound(_ call: OnnxCall, _ place: Int, _ name: String) throws -> Double? {
    if case .float(let number)? = call.node.attributes[name] { return number }
    guard call.isGiven(place) else { return nil }
    return try call.values.foldable(call.node.inputs[place])?.doubles.first
  }
}
