import SPMDRules

extension KernelCases {
  /// Those whose numbers have to be in a range.
  private static let values: [String: [KernelOperand.Values]] = {
    var values: [String: [KernelOperand.Values]] = [
      "elementwise_pow": [.positive, .signed], "where": [.coin, .signed, .signed],
    ]
    for op in ["acos", "asin", "atanh", "logit", "erfinv"] { values[op] = [.unit] }
    for op in [
      "acosh", "digamma", "lgamma", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt", "sqrt",
    ] { values[op] = [.positive] }
    for op in ["divide", "floor_divide", "trunc_divide", "remainder"] {
      values[op] = [.signed, .positive]
    }
    for op in ["and", "or", "xor", "not"] {
      values["logical_\(op)"] = [.coin, .coin]
      values["bitwise_\(op)"] = [.bits, .bits]
    }
    return values
  }()

  /// An elementwise op as its schema says it: of flat tensors, with the defaults of its attributes.
  func elementwise(_ schema: OpSchema) -> [KernelCase] {
    let isSimple =
      schema.kind == .elementwise && schema.inputs.allSatisfy { $0.arity == .one }
      && schema.attributes.allSatisfy { $0.absence != .refused }
    guard isSimple else { return [] }
    let values = Self.values[schema.name] ?? []
    return [
      KernelCase(
        schema.name,
        schema.inputs.indices.map { input in
          KernelOperand([elements], input < values.count ? values[input] : .signed)
        })
    ]
  }

  /// Elementwise ops and draws that need attributes or other operands.
  var mapped: [KernelCase] {
    let flat = [elements]
    let dropped: [String: AttributeValue] = ["p": .double(0.5), "seed": .int(1)]
    return [
      KernelCase("cast", flat, attributes: ["dtype": .string("float32")]),
      KernelCase("cast", flat, attributes: ["dtype": .string("bfloat16")]),
      KernelCase("cast", flat, attributes: ["dtype": .string("float16")]),
      KernelCase("clip", flat, attributes: ["min": .double(-1), "max": .double(1)]),
      KernelCase("scale", flat, attributes: ["scale": .double(2), "bias": .double(1)]),
      KernelCase("pow", flat, attributes: ["factor": .double(2)]),
      KernelCase("pow", [KernelOperand(flat, .positive)], ["factor": .double(2.5)]),
      KernelCase("polygamma", [KernelOperand(flat, .positive)], ["n": .int(1)]),
      KernelCase("gelu", flat),
      KernelCase("gelu", flat, attributes: ["approximate": .bool(true)]),
      KernelCase("add", flat, flat),
      KernelCase("add", matrix, [columns]),
      KernelCase("multiply", flat, flat),
      KernelCase("multiply", matrix, [rows, 1]),
      KernelCase(
        "add_n", arguments: [.list([KernelOperand](repeating: KernelOperand(flat), count: 4))]),
      KernelCase("swiglu", flat, flat),
      KernelCase("label_smooth", [KernelOperand(matrix, .unit), .absent]),
      KernelCase("dropout", flat, attributes: dropped),
      KernelCase("fused_dropout_add", flat, flat, attributes: dropped),
      KernelCase("bernoulli", [KernelOperand(flat, .unit)]),
      KernelCase("poisson", [KernelOperand(flat, .positive)]),
      KernelCase("uniform", flat), KernelCase("gaussian", flat),
    ]
  }
}
