import Elements
import Programs

extension Compositions {
  /// Elementwise functions that are two or three of ours.
  static let arithmetic: [String: Composition] = [
    "aten.add.Tensor": { try scaledOther($0, "aten.add.Tensor") },
    "aten.sub.Tensor": { try scaledOther($0, "aten.sub.Tensor") },
    "aten.add.Scalar": { try scaledOther($0, "aten.add.Tensor") },
    "aten.sub.Scalar": { try scaledOther($0, "aten.sub.Tensor") },
    "aten.rsub.Scalar": { call in
      let factor = try call.number("alpha", default: 1)
      let scaled = try factor == 1 ? call.tensor("self") : call.tensor("self") * factor
      guard scaled.dtype == .int64 else { return [try call.number("other") - scaled] }
      // The difference of integers keeps all digits of the number.
      let less = try call.call("aten.sub.Tensor", ["self": .tensor(scaled), "alpha": .int(1)])[0]
      return [try 0 - less]
    },
    "aten.addcmul.default": { call in
      let product = try call.tensor("tensor1") * call.tensor("tensor2")
      return [try call.tensor("self") + times(product, call.number("value", default: 1))]
    },
    "aten.addcdiv.default": { call in
      let quotient = try call.tensor("tensor1") / call.tensor("tensor2")
      return [try call.tensor("self") + times(quotient, call.number("value", default: 1))]
    },
    "aten.floor_divide.default": { [try quotient($0, "floor_divide")] },
    "aten.div.Tensor_mode": { call in
      switch call.words("rounding_mode", default: "") {
      case "floor": [try quotient(call, "floor_divide")]
      case "trunc": [try quotient(call, "trunc_divide")]
      default: [try quotient(call, "divide")]
      }
    },
    "aten.copy.default": { call in
      let (x, source) = (try call.tensor("self"), try call.tensor("src"))
      let whole = try source.shape == x.shape ? source : source.expand(x.shape)
      return [try whole.dtype == x.dtype ? whole : held(call, whole, in: x.dtype).cast(x.dtype)]
    },
    "aten.fill.Tensor": { call in
      let x = try call.tensor("self")
      return [try call.tensor("value").cast(x.dtype).expand(x.shape)]
    },
    "aten.fill.Scalar": { call in
      let x = try call.tensor("self")
      return [try call.filled("value", x.shape, x.dtype)]
    },
    "aten.clamp.default": { [try bounded($0)] },
    "aten.clip.default": { [try bounded($0)] },
    "aten.clamp_min.default": { [try bounded($0)] },
    "aten.clamp_max.default": { [try bounded($0)] },
    "aten.fmod.Tensor": { [try truncatedRemainder($0)] },
    "aten.fmod.Scalar": { [try truncatedRemainder($0)] },
    "aten.clip.Tensor": { [try clamped($0)] },
    "aten.clamp.Tensor": { [try clamped($0)] },
    "aten.copysign.Tensor": { try signed($0, by: $0.tensor("other")) },
    "aten.copysign.Scalar": { call in
      try signed(call, by: call.scalar(call.number("other"), like: call.tensor("self")))
    },
    "aten.ldexp.Tensor": { [try $0.tensor("self") * (2.0 ** $0.tensor("other"))] },
    "aten.nan_to_num.default": { call in
      var x = try call.tensor("self")
      guard x.dtype.isFloating else { return [x] }
      let most = x.dtype.greatest
      for (test, value) in [
        (try call.op("isnan", x), try call.number("nan", default: 0)),
        (try x .== Double.infinity, try call.number("posinf", default: most)),
        (try x .== -Double.infinity, try call.number("neginf", default: -most)),
      ] {
        x = try call.op("where", test, call.scalar(value, like: x), x)
      }
      return [x]
    },
    "aten.complex.default": { call in
      let pair = [try call.tensor("real"), try call.tensor("imag")]
      return [
        try call.op(
          "view_as_complex",
          call.op("stack", list: pair, with: ["axis": .int(pair[0].shape.count)]))
      ]
    },
    "aten.square.default": { [try $0.tensor("self") * $0.tensor("self")] },
    "aten.exp2.default": { [try 2.0 ** $0.tensor("self")] },
    "aten.frac.default": { call in
      let x = try call.tensor("self")
      return [try x - call.op("trunc", x)]
    },
    "aten.logaddexp.default": { call in
      let pair = try call.op(
        "stack", list: [call.tensor("self"), call.tensor("other")], with: ["axis": .int(0)])
      return [try call.op("logsumexp", pair, with: ["axis": .ints([0])])]
    },
    "aten.xlogy.Tensor": timesLogarithm,
    "aten.xlogy.Scalar_Other": timesLogarithm,
    "aten.xlogy.Scalar_Self": timesLogarithm,
    "aten.special_xlogy.default": timesLogarithm,
    "aten.special_xlogy.other_scalar": timesLogarithm,
    "aten.special_xlogy.self_scalar": timesLogarithm,
    "aten.special_xlog1py.default": timesLogarithm,
    "aten.special_xlog1py.other_scalar": timesLogarithm,
    "aten.special_xlog1py.self_scalar": timesLogarithm,
    "aten.masked_fill.Tensor": { call in
      let (x, mask) = (try call.tensor("self"), try call.tensor("mask"))
      return [try call.op("where", mask, call.tensor("value").cast(x.dtype), x)]
    },
    "aten.glu.default": { call in
      let x = try call.tensor("self")
      let dim = try call.int("dim", default: -1)
      let axis = dim < 0 ? dim + x.shape.count : dim
      let half = x.shape[axis] / 2
      let parts = try call.ops(
        "split", [x], ["sections": .ints([half, half]), "axis": .int(axis)])
      return [try parts[0] * call.op("sigmoid", parts[1])]
    },
    "aten.prelu.default": { call in
      let (x, weight) = (try call.tensor("self"), try call.tensor("weight"))
      let trailing = [Int](repeating: 1, count: max(0, x.shape.count - 2))
      let slope =
        try weight.shape.reduce(1, *) == 1
        ? weight.reshape([]) : weight.reshape(weight.shape + trailing)
      return [try call.op("where", x .> 0, x, x * slope)]
    },
  ]

  /// The quotient of a number by a tensor.
  private static func quotient(_ call: CompositionCall, _ op: String) throws -> Value {
    guard let number = call.arguments["self"]?.number else { throw Mismatch("these arguments") }
    let other = try call.tensor("other")
    let dtype = call.expected?.dtype ?? other.dtype
    // An integer beyond the dtype's range wraps around.
    let wide = try call.recorder.constant(
      [number], shape: [], dtype: dtype.isInteger ? .int64 : dtype)
    func same(_ value: Value) throws -> Value {
      try value.dtype == dtype ? value : value.cast(dtype)
    }
    return try call.op(op, same(wide), same(other))
  }

  /// A tensor or a number times the logarithm of another, or of 1 more.
  @Sendable private static func timesLogarithm(_ call: CompositionCall) throws -> [Value] {
    guard let dtype = call.expected?.dtype else { throw Mismatch("its dtype is not known") }
    func operand(_ name: String) throws -> Value {
      guard let tensor = call.optionalTensor(name) else {
        return try call.recorder.constant([call.number(name)], shape: [], dtype: dtype)
      }
      return try tensor.dtype == dtype ? tensor : tensor.cast(dtype)
    }
    let (x, y) = (try operand("self"), try operand("other"))
    let (log, start): (String, Double) = call.name.contains("log1p") ? ("log1p", -1) : ("log", 0)
    // Zero times anything but NaN is zero; no logarithm is taken whose slope is none.
    let isZero = try (x .== 0) .& ((y .<= start) .| (y .== Double.infinity))
    let known = try call.op("where", isZero, call.scalar(start + 1, like: y), y)
    return [try x * call.op(log, known)]
  }

  /// Clamped between two integers, all of whose digits are kept.
  private static func bounded(_ call: CompositionCall) throws -> Value {
    var x = try call.tensor("self")
    for (name, op) in [("min", "maximum"), ("max", "minimum")] {
      switch call.arguments[name] {
      case nil, ImportedArgument.none?: break
      default: x = try call.op(op, x, call.number(name, like: x))
      }
    }
    return x
  }

  /// Between two tensors.
  private static func clamped(_ call: CompositionCall) throws -> Value {
    let raised = try call.op("maximum", call.tensor("self"), call.tensor("min"))
    return try call.op("minimum", raised, call.tensor("max"))
  }

  /// The magnitude of a tensor with the signs of another.
  private static func signed(_ call: CompositionCall, by other: Value) throws -> [Value] {
    guard let dtype = call.expected?.dtype else { throw Mismatch("its dtype is not known") }
    let isBelow = try call.call(
      "aten.signbit.default", ["self": .tensor(other), "other": nil])[0]
    let length = try call.op("abs", call.tensor("self")).cast(dtype)
    let one = try call.scalar(1, like: length)
    return [try length * call.op("where", isBelow, -one, one)]
  }

  /// What division towards zero leaves, with the sign of the dividend.
  private static func truncatedRemainder(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let divisor =
      try call.optionalTensor("other") ?? call.scalar(call.number("other"), like: x)
    // Not the op abs, which is flat at 0.
    let length = try x.dtype.isFloating ? call.op("where", x .< 0, -x, x) : call.op("abs", x)
    let rest = try call.op("remainder", length, call.op("abs", divisor))
    return try call.op("where", x .< 0, call.op("neg", rest), rest)
  }

  /// The first tensor and alpha times the other.
  private static func scaledOther(_ call: CompositionCall, _ name: String) throws -> [Value] {
    let alpha = try call.number("alpha")
    let scaled: ImportedArgument
    switch call.arguments["other"] {
    case .tensor(let other)?: scaled = .tensor(try times(other, alpha))
    case .int(let number)? where alpha == alpha.rounded(): scaled = .int(number * Int(alpha))
    case let number?: scaled = .double((number.number ?? 0) * alpha)
    case nil: throw Mismatch("argument other is required")
    }
    return try call.call(name, ["alpha": nil, "other": scaled])
  }

  /// The product, in the dtype of integers where the factor is one.
  private static func times(_ tensor: Value, _ factor: Double) throws -> Value {
    if factor == 1 { return tensor }
    return try tensor.dtype.isInteger && factor == factor.rounded()
      ? tensor * Int(factor) : tensor * factor
  }
}

extension CompositionCall {
  /// A number in the dtype of a tensor.
  func scalar(_ number: Double, like tensor: Value) throws -> Value {
    try recorder.constant([number], shape: [], dtype: tensor.dtype)
  }

  /// The result of an op of a list of tensors.
  func op(_ name: String, list: [Value], with attributes: [String: AttributeValue]) throws -> Value
  {
    try Value.apply(name, [.list(list)], attributes)[0]
  }
}

extension DType {
  /// The largest finite number.
  fileprivate var greatest: Double {
    switch self {
    case .float16: 65504
    case .bfloat16: 0x1.FEp127
    case .float64: Double.greatestFiniteMagnitude
    default: Double(Float.greatestFiniteMagnitude)
    }
  }
}
