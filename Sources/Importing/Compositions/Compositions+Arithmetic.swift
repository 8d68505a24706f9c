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
      let scaled = try call.tensor("self") * call.number("alpha", default: 1)
      return [try call.number("other") - scaled]
    },
    "aten.addcmul.default": { call in
      let product = try call.tensor("tensor1") * call.tensor("tensor2")
      return [try call.tensor("self") + times(product, call.number("value", default: 1))]
    },
    "aten.addcdiv.default": { call in
      let quotient = try call.tensor("tensor1") / call.tensor("tensor2")
      return [try call.tensor("self") + times(quotient, call.number("value", default: 1))]
    },
    "aten.square.default": { [try $0.tensor("self") * $0.tensor("self")] },
    "aten.exp2.default": { [try 2.0 ** $0.tensor("self")] },
    "aten.frac.default": { call in
      let x = try call.tensor("self")
      return [try x - call.op("trunc", x)]
    },
    "aten.hypot.default": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("other"))
      return [try call.op("sqrt", x * x + y * y)]
    },
    "aten.logaddexp.default": { call in
      let pair = try call.op(
        "stack", list: [call.tensor("self"), call.tensor("other")], with: ["axis": .int(0)])
      return [try call.op("logsumexp", pair, with: ["axis": .ints([0])])]
    },
    "aten.xlogy.Tensor": { call in
      let (x, y) = (try call.tensor("self"), try call.tensor("other"))
      let product = try x * call.op("log", y)
      let zero = try call.recorder.constant([0], shape: [], dtype: product.dtype)
      return [try call.op("where", call.op("isnan", y), product, call.op("where", x .== 0, zero, product))]
    },
    "aten.masked_fill.Tensor": { call in
      let (x, mask) = (try call.tensor("self"), try call.tensor("mask"))
      return [try call.op("where", mask, call.tensor("value").cast(x.dtype), x)]
    },
    "aten.glu.default": { call in
      let x = try call.tensor("self")
      let dim = try call.int("dim", default: -1)
      let axis = dim < 0 ? dim + x.shape.count : dim
      let half = x.shape[axis] / 2
      let parts = try call.ops("split", [x], ["sections": .ints([half, half]), "axis": .int(axis)])
      return [try parts[0] * call.op("sigmoid", parts[1])]
    },
    "aten.prelu.default": { call in
      let (x, weight) = (try call.tensor("self"), try call.tensor("weight"))
      let trailing = [Int](repeating: 1, count: max(0, x.shape.count - 2))
      let slope = try weight.shape.reduce(1, *) == 1 ? weight.reshape([]) : weight.reshape(weight.shape + trailing)
      return [try call.op("where", x .> 0, x, x * slope)]
    },
  ]

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
  /// The result of an op of a list of tensors.
  func op(_ name: String, list: [Value], with attributes: [String: AttributeValue]) throws -> Value {
    try Value.apply(name, [.list(list)], attributes)[0]
  }
}
