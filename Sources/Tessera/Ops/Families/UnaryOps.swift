import SPMDRules
import Tensors

/// Elementwise functions of one tensor. Functions of real numbers take integers as `float32`.
let unaryOps: [OpDefinition] =
  plain.map { name, op in unary(name) { _ in op } }
  + predicates.map(test) + [assign, fill, cast]
  + [
    unary("clip") { call in
      func bound(_ name: String) throws -> Double? {
        call.has(attribute: name) ? try call.double(name) : nil
      }
      return .clip(min: try bound("min"), max: try bound("max"))
    },
    unary("round") { .round(decimals: try $0.int("decimals")) },
    unary("logit") { call in
      .logit(eps: call.has(attribute: "eps") ? try call.double("eps") : nil)
    },
    unary("scale") { call in
      .scale(
        try call.double("scale"), bias: try call.double("bias"),
        biasAfterScale: try call.bool("bias_after_scale"))
    },
    unary("pow") { .pow(exponent: try $0.double("factor")) },
  ]

private let plain: KeyValuePairs<String, UnaryOp> = [
  "abs": .abs, "acos": .acos, "acosh": .acosh, "asin": .asin, "asinh": .asinh, "atan": .atan,
  "atanh": .atanh, "bitwise_not": .bitwiseNot, "ceil": .ceil, "conj": .conj, "cos": .cos,
  "cosh": .cosh, "digamma": .digamma, "erf": .erf, "erfinv": .erfinv, "exp": .exp,
  "expm1": .expm1, "floor": .floor, "lgamma": .lgamma, "log": .log, "log10": .log10,
  "log1p": .log1p, "log2": .log2, "neg": .negative, "reciprocal": .reciprocal, "rsqrt": .rsqrt,
  "sign": .sign, "sin": .sin, "sinh": .sinh, "sqrt": .sqrt, "square": .square, "tan": .tan,
  "tanh": .tanh, "trunc": .trunc,
]

private let predicates: KeyValuePairs<String, UnaryPredicate> = [
  "isnan": .isNaN, "isinf": .isInfinite, "isfinite": .isFinite, "logical_not": .logicalNot,
]

/// An op whose function its attributes may shape.
func unary(
  _ name: String, _ op: @escaping @Sendable (RuleCall) throws -> UnaryOp
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    let function = try translated { try op(call.reader) }
    guard let result = function.resultDType(for: call.dtypes[0]) else {
      throw call.undefined(on: call.dtypes[0])
    }
    return [result]
  } compute: { call in
    [call.tensor(0).elementwise(try op(call.reader))]
  }
}

private func test(_ name: String, _ predicate: UnaryPredicate) -> OpDefinition {
  OpDefinition(name) { (_: OpCall) throws(TesseraError) in
    [.bool]
  } compute: { call in
    [call.tensor(0).tested(predicate)]
  }
}

/// A copy, with a storage of its own.
private let assign = OpDefinition("assign") { (call: OpCall) throws(TesseraError) in
  call.dtypes
} compute: { call in
  [call.tensor(0).copy()]
}

/// `value` everywhere; of the input only its shape and dtype count.
private let fill = OpDefinition("fill") { (call: OpCall) throws(TesseraError) in
  call.dtypes
} compute: { call in
  let value: DenseTensor
  if case .int(let whole) = call.attributes["value"] {
    value = DenseTensor(scalar: Int64(whole))
  } else {
    value = DenseTensor(scalar: call.double("value"))
  }
  return [value.converted(to: call.dtypes[0]).expanded(to: call.outputs[0].sizes).copy()]
}

private let cast = OpDefinition("cast") { (call: OpCall) throws(TesseraError) in
  // That the name is a dtype's, the rule has seen.
  let name = try translated { try call.reader.string("dtype") }
  return [DType(name: name) ?? call.dtypes[0]]
} compute: { call in
  [call.tensor(0).converted(to: call.dtypes[0])]
}
